import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { argmaxRows, logOf } from '../../kernels/probabilities.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, readItems } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { type PackedForest, packForest } from '../trees/pack-forest.ts';
import { readFeatureSubsets } from '../trees/read-feature-subsets.ts';
import { sumLeaves } from '../trees/score-forest.ts';
import { type BaggedMembers, loadBaggedMembers, readMemberCount } from './bagged-members.ts';
import { readEnsembleFeatures } from './load-members.ts';
import { type ClassifierMember, readTreeClassifiers } from './tree-members.ts';

/** The mean of the members' probabilities; a member without any votes for its label. Members number the classes from 0. */
export function loadBaggingClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const parts = partsOfTrees(object, context, classes) ?? partsOfMembers(object, context, classes);
  const shaped = (x: Features, values: Float64Array) => createTensor('float64', [x.rows, classes], values);
  const { decisions } = parts;
  return {
    name: object.name,
    input: readInputContract(object, {
      featureCount: parts.featureCount,
      allowsNaN: parts.allowsNaN,
      allowsInfinity: parts.allowsInfinity,
    }),
    classes: [labels],
    predict: (x) => takeLabels(labels, argmaxRows(parts.probabilities(x), x.rows, classes)),
    predictProba: (x) => shaped(x, parts.probabilities(x)),
    predictLogProba: (x) => shaped(x, parts.logProbabilities(x)),
    ...(decisions === undefined ? {} : { decisionFunction: (x) => decisions(x) }),
  };
}

interface BaggedParts {
  readonly featureCount: number;
  readonly allowsNaN: boolean;
  readonly allowsInfinity: boolean;
  probabilities(x: Features): Float64Array;
  logProbabilities(x: Features): Float64Array;
  readonly decisions?: (x: Features) => Tensor;
}

/** Trees: a forest whose leaves hold the probabilities at the ensemble's classes. */
function partsOfTrees(object: DescribedObject, context: LoadContext, classes: number): BaggedParts | undefined {
  const members = readTreeClassifiers(object);
  if (members === undefined) return undefined;
  const featureCount = readEnsembleFeatures(object, undefined);
  const subsets = readFeatureSubsets(object, members.length, featureCount);
  const positions = members.map(({ labels }, i) => classPositions(object, labels, classes, i));
  const packed = packBagged(members, positions, subsets, classes, featureCount);
  const divisor = readMemberCount(object, members.length);
  const probabilities = (x: Features): Float64Array => {
    const sums = sumLeaves(packed, x);
    for (let i = 0; i < sums.length; i++) sums[i]! /= divisor;
    return sums;
  };
  const { input } = context.load(readItems(object, 'estimators_')[0], 'estimators_[0]');
  const { allowsNaN, allowsInfinity } = input;
  return { featureCount, allowsNaN, allowsInfinity, probabilities, logProbabilities: (x) => logOf(probabilities(x)) };
}

/** Apart from the estimator's functions, so that these do not keep the file's trees. */
function packBagged(
  members: readonly ClassifierMember[],
  positions: readonly Int32Array[],
  subsets: readonly Int32Array[] | undefined,
  classes: number,
  featureCount: number,
): PackedForest {
  const own = new Float64Array(Math.max(...members.map(({ labels }) => labels.data.length)));
  return packForest(
    members.map(({ tree }) => tree),
    {
      width: classes,
      isShared: true,
      featureCount,
      ...(subsets === undefined ? {} : { featuresOf: (tree) => subsets[tree]! }),
      writeLeaf(tree, node, row) {
        members[tree]!.writeProbabilities(node, own);
        row.fill(0);
        positions[tree]!.forEach((position, k) => {
          row[position] = own[k]!;
        });
      },
    },
  );
}

function partsOfMembers(object: DescribedObject, context: LoadContext, classes: number): BaggedParts {
  const members = loadBaggedMembers(object, context);
  const { estimators, featureCount, divisor } = members;
  const positions = estimators.map((member, i) => {
    if (member.classes?.length !== 1 || member.predict === undefined)
      throw badAttribute(object, `estimators_[${i}]`, `${member.name} is no classifier with one output`);
    return classPositions(object, member.classes[0]!, classes, i);
  });
  const probabilities = (x: Features): Float64Array => {
    const sums = new Float64Array(x.rows * classes);
    members.each(x, (member, own, i) => addProbabilities(sums, member, own, positions[i]!, classes));
    for (let i = 0; i < sums.length; i++) sums[i]! /= divisor;
    return sums;
  };
  const hasLogs = estimators.every(({ predictLogProba }) => predictLogProba !== undefined);
  const hasDecisions = estimators.every(({ decisionFunction }) => decisionFunction !== undefined);
  return {
    featureCount,
    allowsNaN: estimators.every(({ input }) => input.allowsNaN),
    allowsInfinity: estimators.every(({ input }) => input.allowsInfinity),
    probabilities,
    logProbabilities: (x) => (hasLogs ? meanOfLogs(members, x, positions, classes) : logOf(probabilities(x))),
    ...(hasDecisions ? { decisions: (x: Features) => meanDecision(members, x) } : {}),
  };
}

/** Where a member's classes, which are numbers from 0, lie among the ensemble's. */
function classPositions(object: DescribedObject, labels: Tensor, classes: number, member: number): Int32Array {
  const positions = Int32Array.from(labels.data as ArrayLike<unknown>, Number);
  if (positions.length <= classes && positions.every((position) => position >= 0 && position < classes))
    return positions;
  throw badAttribute(object, `estimators_[${member}].classes_`, `want numbers below ${classes}`);
}

function addProbabilities(
  sums: Float64Array,
  member: Estimator,
  x: Features,
  positions: Int32Array,
  classes: number,
): void {
  if (member.predictProba === undefined) {
    const { data } = member.predict!(x);
    for (let row = 0; row < x.rows; row++) sums[row * classes + Number(data[row])]! += 1;
    return;
  }
  const { data } = member.predictProba(x) as Tensor;
  for (let row = 0; row < x.rows; row++) {
    for (let k = 0; k < positions.length; k++) {
      sums[row * classes + positions[k]!]! += data[row * positions.length + k] as number;
    }
  }
}

/** log of the mean of e^l, without leaving the logarithms: members' probabilities may be too small for numbers. */
function meanOfLogs(
  members: BaggedMembers,
  x: Features,
  positions: readonly Int32Array[],
  classes: number,
): Float64Array {
  const logs = new Float64Array(x.rows * classes).fill(Number.NEGATIVE_INFINITY);
  members.each(x, (member, own, i) => {
    const { data } = member.predictLogProba!(own) as Tensor;
    const at = positions[i]!;
    for (let row = 0; row < x.rows; row++) {
      for (let k = 0; k < at.length; k++) {
        const to = row * classes + at[k]!;
        logs[to] = logAddExp(logs[to]!, data[row * at.length + k] as number);
      }
    }
  });
  const count = Math.log(members.divisor);
  return logs.map((value) => value - count);
}

/** log(e^a + e^b), as numpy's logaddexp. */
function logAddExp(a: number, b: number): number {
  if (a === b) return a + Math.LN2;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}

function meanDecision(members: BaggedMembers, x: Features): Tensor {
  let sums: Float64Array | undefined;
  let shape: readonly number[] = [];
  members.each(x, (member, own) => {
    const decision = member.decisionFunction!(own);
    shape = decision.shape;
    sums ??= new Float64Array(decision.data.length);
    for (let i = 0; i < sums.length; i++) sums[i]! += decision.data[i] as number;
  });
  return createTensor(
    'float64',
    shape,
    sums!.map((sum) => sum / members.divisor),
  );
}
