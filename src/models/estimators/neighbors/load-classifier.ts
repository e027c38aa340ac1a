import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, readBoolean } from '../read-attributes.ts';
import { readOutputLabels, stackLabels } from '../stack-labels.ts';
import { createNeighborBase, readTargets, type Targets } from './neighbor-base.ts';
import { invertDistances, readIsWeighted } from './neighbor-weights.ts';
import { readNeighborCount, readSearch, type Search } from './read-search.ts';

/** KNeighborsClassifier: the votes of the k nearest, counted or weighted by 1 / distance; the lowest class wins a tie. */
export function loadNeighborsClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const search = readSearch(object, context);
  const k = readNeighborCount(object, 'n_neighbors', search);
  const isWeighted = readIsWeighted(object);
  const { labels, classes } = readClassTargets(object, search);
  const vote = (x: Features): Float64Array[] => {
    const { distances, indices } = search.nearest(x, k);
    if (isWeighted) for (let row = 0; row < x.rows; row++) invertDistances(distances, row * k, k);
    return labels.map((output, i) =>
      countVotes(indices, isWeighted ? distances : undefined, k, classes[i]!, output.data.length),
    );
  };
  return {
    ...createNeighborBase(object, search, k),
    ...createVotingMethods(labels, readBoolean(object, 'outputs_2d_', false), vote),
  };
}

/** predict and predict_proba of estimators that have votes (rows, classes) for each output. Divides them by their sum. */
export function createVotingMethods(
  labels: readonly Tensor[],
  isSeveral: boolean,
  vote: (x: Features) => readonly Float64Array[],
): Pick<Estimator, 'classes' | 'predict'> & Required<Pick<Estimator, 'predictProba'>> {
  return {
    classes: labels,
    predict(x) {
      const best = vote(x).map((votes, i) => argmaxRows(votes, x.rows, labels[i]!.data.length));
      const stacked = stackLabels(labels, best);
      return isSeveral ? stacked : ({ ...stacked, shape: [x.rows] } as Tensor);
    },
    predictProba(x) {
      const tensors = vote(x).map((votes, i) => {
        const count = labels[i]!.data.length;
        return createTensor('float64', [x.rows, count], divideBySum(votes, count));
      });
      return isSeveral ? tensors : tensors[0]!;
    },
  };
}

function divideBySum(votes: Float64Array, columns: number): Float64Array {
  for (let from = 0; from < votes.length; from += columns) {
    let total = 0;
    for (let c = 0; c < columns; c++) total += votes[from + c]!;
    if (total === 0) total = 1;
    for (let c = 0; c < columns; c++) votes[from + c]! /= total;
  }
  return votes;
}

function countVotes(
  indices: Int32Array,
  weights: Float64Array | undefined,
  k: number,
  classOf: Int32Array,
  classCount: number,
): Float64Array {
  const rows = indices.length / k;
  const votes = new Float64Array(rows * classCount);
  for (let row = 0; row < rows; row++) {
    for (let i = row * k; i < (row + 1) * k; i++) {
      votes[row * classCount + classOf[indices[i]!]!]! += weights === undefined ? 1 : weights[i]!;
    }
  }
  return votes;
}

/** classes_ and, for each output, the class of each training row (`_y`), checked to be one of them. */
export function readClassTargets(
  object: DescribedObject,
  search: Search,
): { readonly labels: readonly Tensor[]; readonly classes: readonly Int32Array[] } {
  const labels = readOutputLabels(object, readBoolean(object, 'outputs_2d_', false));
  const targets = readTargets(object, search);
  if (targets.outputs !== labels.length) {
    throw badAttribute(object, '_y', `has ${targets.outputs} columns for ${labels.length} outputs`);
  }
  return { labels, classes: labels.map((output, i) => classColumn(object, targets, i, output.data.length)) };
}

function classColumn(object: DescribedObject, targets: Targets, output: number, classCount: number): Int32Array {
  const { data, outputs } = targets;
  const column = new Int32Array(data.length / outputs);
  for (let row = 0; row < column.length; row++) {
    const value = data[row * outputs + output]!;
    if (!(Number.isInteger(value) && value >= 0 && value < classCount)) {
      throw badAttribute(object, '_y', `holds class ${value} of ${classCount} in row ${row}`);
    }
    column[row] = value;
  }
  return column;
}
