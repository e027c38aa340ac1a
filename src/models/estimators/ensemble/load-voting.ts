import { createTensor } from '../../../payload/index.ts';
import type { Described, DescribedObject } from '../../formats/described.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, type Features } from '../features.ts';
import { readNamedParts } from '../pipeline/read-steps.ts';
import { badAttribute, hasAttribute, readBoolean, readNumbers, readText } from '../read-attributes.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { columnsToRows, hasAll, numbersOf, readMembers, sharedContract, singleOutput } from './read-members.ts';

/** VotingClassifier. Members were fitted on label positions. Hard: the weightiest label; soft: the mean probability. */
export function loadVotingClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const members = readMembers(object, context);
  const labels = readLabels(object, 'classes_');
  const weights = readWeights(object, members.length);
  const classes = labels.data.length;
  const base = { name: object.name, input: sharedContract(object, members), classes: [labels] };
  const names = memberNames(object);
  const prefix = object.name.toLowerCase();
  if (!hasAll(members, 'predict')) throw badAttribute(object, 'estimators_', 'has a member without predict');
  if (readText(object, 'voting', 'hard') !== 'soft') {
    return {
      ...base,
      outputCount: members.length,
      outputNames: names.map((name) => `${prefix}_${name}`),
      nameOutputs: () => names.map((name) => `${prefix}_${name}`),
      predict: (x) => takeLabels(labels, countVotes(predictions(members, x), x.rows, weights, classes)),
      transform: (x) => createDense(x.rows, members.length, predictions(members, x)),
    };
  }
  if (!hasAll(members, 'predictProba'))
    throw badAttribute(object, 'voting', 'is soft, but a member has no predict_proba');
  const each = (x: Features): readonly Float64Array[] =>
    members.map((member) => {
      const values = numbersOf(singleOutput(member.predictProba!(x)));
      if (values.length !== x.rows * classes)
        throw badAttribute(object, 'estimators_', `${member.name} does not know ${classes} classes`);
      return values;
    });
  const probabilities = (x: Features): Float64Array => weightedMean(each(x), weights);
  const soft: Estimator = {
    ...base,
    predict: (x) => takeLabels(labels, argmaxRows(probabilities(x), x.rows, classes)),
    predictProba: (x) => createTensor('float64', [x.rows, classes], probabilities(x)),
  };
  if (!readBoolean(object, 'flatten_transform', true)) {
    return { ...soft, outputCount: members.length * classes, transform: (x) => stackMembers(each(x), x.rows, classes) };
  }
  const outputNames = names.flatMap((name) => Array.from({ length: classes }, (_, i) => `${prefix}_${name}${i}`));
  return {
    ...soft,
    outputCount: members.length * classes,
    outputNames,
    nameOutputs: () => outputNames,
    transform: (x) => interleave(each(x), x.rows, classes),
  };
}

/** VotingRegressor: the weighted mean of the members' answers. */
export function loadVotingRegressor(object: DescribedObject, context: LoadContext): Estimator {
  const members = readMembers(object, context);
  if (!hasAll(members, 'predict')) throw badAttribute(object, 'estimators_', 'has a member without predict');
  const weights = readWeights(object, members.length);
  const outputNames = memberNames(object).map((name) => `votingregressor_${name}`);
  return {
    name: object.name,
    input: sharedContract(object, members),
    outputCount: members.length,
    outputNames,
    nameOutputs: () => outputNames,
    predict: (x) =>
      createTensor(
        'float64',
        [x.rows],
        weightedMean(
          members.map((member) => numbersOf(member.predict!(x))),
          weights,
        ),
      ),
    transform: (x) => createDense(x.rows, members.length, predictions(members, x)),
  };
}

function isDropped(value: Described): boolean {
  return value === null || value === 'drop';
}

function memberNames(object: DescribedObject): readonly string[] {
  return readNamedParts(object, 'estimators')
    .filter(({ value }) => !isDropped(value))
    .map(({ name }) => name);
}

/** One weight per member that was not dropped; 1 where none are given. */
function readWeights(object: DescribedObject, members: number): Float64Array {
  const parts = readNamedParts(object, 'estimators');
  if (parts.filter(({ value }) => !isDropped(value)).length !== members) {
    throw badAttribute(object, 'estimators', `does not name the ${members} fitted estimators_`);
  }
  if (!hasAttribute(object, 'weights')) return new Float64Array(members).fill(1);
  const given = readNumbers(object, 'weights', { shape: [parts.length], isFinite: true }).data;
  return given.filter((_, i) => !isDropped(parts[i]!.value));
}

function predictions(members: readonly Estimator[], x: Features): Float64Array {
  return columnsToRows(
    members.map((member) => numbersOf(member.predict!(x))),
    x.rows,
  );
}

function countVotes(votes: Float64Array, rows: number, weights: Float64Array, classes: number): Int32Array {
  const sums = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    for (let m = 0; m < weights.length; m++) {
      const vote = votes[row * weights.length + m]!;
      if (vote >= 0 && vote < classes) sums[row * classes + vote]! += weights[m]!;
    }
  }
  return argmaxRows(sums, rows, classes);
}

function weightedMean(parts: readonly Float64Array[], weights: Float64Array): Float64Array {
  const out = new Float64Array(parts[0]!.length);
  let total = 0;
  parts.forEach((part, m) => {
    const weight = weights[m]!;
    total += weight;
    for (let i = 0; i < out.length; i++) out[i]! += weight * part[i]!;
  });
  for (let i = 0; i < out.length; i++) out[i]! /= total;
  return out;
}

/** (members, rows, classes): what a voting answers that does not flatten; no step can follow it. */
function stackMembers(parts: readonly Float64Array[], rows: number, classes: number): Features {
  const size = rows * classes;
  const data = new Float64Array(parts.length * size);
  for (const [m, part] of parts.entries()) data.set(part, m * size);
  return { ...createDense(rows, parts.length * classes, data), answerShape: [parts.length, rows, classes] };
}

function interleave(parts: readonly Float64Array[], rows: number, classes: number): Features {
  const width = parts.length * classes;
  const out = createDense(rows, width);
  parts.forEach((part, m) => {
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < classes; c++) out.data[row * width + m * classes + c] = part[row * classes + c]!;
    }
  });
  return out;
}
