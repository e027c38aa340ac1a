import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { argmaxRows, logOf, softmaxRows, sumInPairs } from '../../kernels/probabilities.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, readNumbers, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { type PackedForest, packForest } from '../trees/pack-forest.ts';
import { sumLeaves } from '../trees/score-forest.ts';
import { createLabelIndex, loadMembers, readEnsembleFeatures } from './load-members.ts';
import { type ClassifierMember, readTreeClassifiers } from './tree-members.ts';

/** Smallest probability that SAMME.R takes the logarithm of. */
const EPSILON = 2 ** -52;

/** What a member adds to a row's sums. */
interface Voting {
  readonly classes: number;
  /** True where it is made of the member's probabilities, false where of its label. */
  readonly takesProbabilities: boolean;
  /** Writes the vote for class `chosen` of a member. */
  writeVote(member: number, chosen: number, row: Float64Array): void;
  /** Turns a member's probabilities into what it adds, in place. */
  adapt(member: number, row: Float64Array): void;
}

/**
 * The members' votes, weighted by their weights and divided by the sum of these. Source: Zhu, Zou, Rosset, Hastie,
 * "Multi-class AdaBoost" (2009): SAMME, and up to scikit-learn 1.7 SAMME.R.
 */
export function loadAdaBoostClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const weights = readNumbers(object, 'estimator_weights_', { dimensions: [1], isFinite: true }).data;
  const isReal = readText(object, 'algorithm', 'SAMME') === 'SAMME.R';
  const load = (voting: Voting): MemberSum =>
    sumOfTrees(object, labels, voting, weights) ?? sumOfMembers(object, context, labels, voting, weights);
  const members = load(isReal ? realVoting(classes) : discreteVoting(classes, weights, context.version));
  const total = sumInPairs(weights, 0, weights.length);
  const decisions = (x: Features): Float64Array => {
    const sums = members.sum(x);
    for (let i = 0; i < sums.length; i++) sums[i]! /= total;
    if (classes !== 2) return sums;
    const binary = new Float64Array(x.rows);
    for (let row = 0; row < x.rows; row++) binary[row] = -1 * sums[2 * row]! + sums[2 * row + 1]!;
    return binary;
  };
  // Before 0.22 SAMME's probabilities were made of the members' own.
  const isOld = !isReal && isBefore(context.version, [0, 22]);
  const oldMembers = isOld ? load(weightingVoting(classes, weights)) : undefined;
  const probabilities = (x: Features): Float64Array => {
    if (classes === 1) return new Float64Array(x.rows).fill(1);
    if (oldMembers === undefined) return toProbabilities(decisions(x), classes);
    return softmaxRows(
      oldMembers.sum(x).map((sum) => sum / total / (classes - 1)),
      classes,
    );
  };
  const shaped = (x: Features, values: Float64Array) => createTensor('float64', [x.rows, classes], values);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: members.featureCount, source: 'estimators_' }),
    classes: [labels],
    predict(x) {
      const raw = decisions(x);
      const isBinary = classes === 2;
      return takeLabels(
        labels,
        isBinary ? Int32Array.from(raw, (s) => (s > 0 ? 1 : 0)) : argmaxRows(raw, x.rows, classes),
      );
    },
    predictProba: (x) => shaped(x, probabilities(x)),
    predictLogProba: (x) => shaped(x, logOf(probabilities(x))),
    decisionFunction: (x) => createTensor('float64', classes === 2 ? [x.rows] : [x.rows, classes], decisions(x)),
  };
}

/** SAMME: a member's weight for the class that it names, and as much in all from the others since 1.3. */
function discreteVoting(classes: number, weights: Float64Array, version: readonly number[]): Voting {
  const other = isBefore(version, [1, 3]) ? 0 : -1 / (classes - 1);
  return {
    classes,
    takesProbabilities: false,
    writeVote(member, chosen, row) {
      for (let k = 0; k < classes; k++) row[k] = k === chosen ? weights[member]! : other * weights[member]!;
    },
    adapt: () => undefined,
  };
}

/** SAMME.R: (classes - 1)(log p - mean log p). */
function realVoting(classes: number): Voting {
  const logs = new Float64Array(classes);
  return {
    classes,
    takesProbabilities: true,
    writeVote: () => undefined,
    adapt(_member, row) {
      for (let k = 0; k < classes; k++) logs[k] = Math.log(Math.max(EPSILON, row[k]!));
      const mean = (1 / classes) * sumInPairs(logs, 0, classes);
      for (let k = 0; k < classes; k++) row[k] = (classes - 1) * (logs[k]! - mean);
    },
  };
}

function weightingVoting(classes: number, weights: Float64Array): Voting {
  return {
    classes,
    takesProbabilities: true,
    writeVote: () => undefined,
    adapt(member, row) {
      for (let k = 0; k < classes; k++) row[k]! *= weights[member]!;
    },
  };
}

interface MemberSum {
  readonly featureCount: number;
  /** What all members add: (rows, classes). */
  sum(x: Features): Float64Array;
}

/** Trees: what a member adds depends on the leaf only, so the ensemble is a forest. */
function sumOfTrees(
  object: DescribedObject,
  labels: ReturnType<typeof readLabels>,
  voting: Voting,
  weights: Float64Array,
): MemberSum | undefined {
  const members = readTreeClassifiers(object);
  if (members === undefined || weights.length < members.length) return undefined;
  if (voting.takesProbabilities && members.some((member) => member.labels.data.length !== voting.classes))
    return undefined;
  const packed = packVotes(members, createLabelIndex(labels), voting);
  return { featureCount: packed.forest.featureCount, sum: (x) => sumLeaves(packed, x) };
}

/** Apart from the estimator's functions, so that these do not keep the file's trees. */
function packVotes(
  members: readonly ClassifierMember[],
  indexOf: (label: unknown) => number,
  voting: Voting,
): PackedForest {
  return packForest(
    members.map(({ tree }) => tree),
    {
      width: voting.classes,
      isShared: true,
      writeLeaf(tree, node, row) {
        const member = members[tree]!;
        if (voting.takesProbabilities) {
          member.writeProbabilities(node, row);
          voting.adapt(tree, row);
        } else voting.writeVote(tree, indexOf(member.labels.data[member.labelOf(node)]), row);
      },
    },
  );
}

function sumOfMembers(
  object: DescribedObject,
  context: LoadContext,
  labels: ReturnType<typeof readLabels>,
  voting: Voting,
  weights: Float64Array,
): MemberSum {
  const { classes } = voting;
  const members = loadMembers(object, context);
  if (weights.length < members.length)
    throw badAttribute(object, 'estimator_weights_', `has ${weights.length} weights for ${members.length} estimators`);
  const needed = voting.takesProbabilities ? 'predictProba' : 'predict';
  members.forEach((member, i) => {
    if (member[needed] === undefined)
      throw badAttribute(
        object,
        `estimators_[${i}]`,
        `${member.name} has no ${voting.takesProbabilities ? 'predict_proba' : 'predict'}`,
      );
  });
  const indexOf = createLabelIndex(labels);
  return {
    featureCount: readEnsembleFeatures(object, members[0]!.input.featureCount),
    sum(x) {
      const sums = new Float64Array(x.rows * classes);
      const part = new Float64Array(classes);
      members.forEach((member, m) => {
        const answer = voting.takesProbabilities ? member.predictProba!(x) : member.predict!(x);
        const data = 'data' in answer ? (answer.data as ArrayLike<unknown>) : [];
        for (let row = 0; row < x.rows; row++) {
          if (voting.takesProbabilities) {
            for (let k = 0; k < classes; k++) part[k] = data[row * classes + k] as number;
            voting.adapt(m, part);
          } else voting.writeVote(m, indexOf(data[row]), part);
          for (let k = 0; k < classes; k++) sums[row * classes + k]! += part[k]!;
        }
      });
      return sums;
    },
  };
}

/** Softmax of the decisions, halved for two classes and divided by (classes - 1) for more. */
function toProbabilities(decisions: Float64Array, classes: number): Float64Array {
  if (classes > 2)
    return softmaxRows(
      decisions.map((decision) => decision / (classes - 1)),
      classes,
    );
  const values = new Float64Array(decisions.length * 2);
  for (let row = 0; row < decisions.length; row++) {
    values[2 * row] = -decisions[row]! / 2;
    values[2 * row + 1] = decisions[row]! / 2;
  }
  return softmaxRows(values, 2);
}
