import { RadiantError } from '../../../base/errors.ts';
import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { createModelFileError } from '../../formats/model-file-error.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute, itemsOf, readBoolean, readNumber } from '../read-attributes.ts';
import { toLabels } from '../read-labels.ts';
import { createVotingMethods, readClassTargets } from './load-classifier.ts';
import { createNeighborBase } from './neighbor-base.ts';
import { invertDistances, readIsWeighted } from './neighbor-weights.ts';
import { readSearch } from './read-search.ts';

/**
 * RadiusNeighborsClassifier: votes of all training rows within the radius. A row without any gets outlier_label_;
 * without such a label it is an error. An outlier label that is no class has no probability at all.
 */
export function loadRadiusClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const search = readSearch(object, context);
  const radius = readNumber(object, 'radius');
  const isWeighted = readIsWeighted(object);
  const { labels, classes } = readClassTargets(object, search);
  const outlierLabels = readOutlierLabels(object, labels);
  const outlierClasses = outlierLabels?.map((label, i) => positionOf(labels[i]!, label));
  const vote = (x: Features): Float64Array[] => {
    const votes = labels.map((output) => new Float64Array(x.rows * output.data.length));
    search.within(x, radius, (query, count, indices, distances) => {
      if (count === 0 && outlierClasses === undefined) throw noNeighbors(query);
      if (isWeighted) invertDistances(distances, 0, count);
      labels.forEach((output, o) => {
        const to = query * output.data.length;
        const classOf = classes[o]!;
        for (let i = 0; i < count; i++) votes[o]![to + classOf[indices[i]!]!]! += isWeighted ? distances[i]! : 1;
        if (count === 0 && outlierClasses![o]! >= 0) votes[o]![to + outlierClasses![o]!] = 1;
      });
    });
    return votes;
  };
  const methods = createVotingMethods(labels, readBoolean(object, 'outputs_2d_', false), vote);
  return {
    ...createNeighborBase(object, search, undefined),
    ...methods,
    predict: (x) => replaceOutliers(methods.predict!(x), vote(x), labels, outlierLabels),
  };
}

function noNeighbors(row: number): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    `row ${row}: no training row lies within the radius of the model, and it has no label for such rows`,
    { reason: 'BAD_VALUE' },
  );
}

/** One label for each output; undefined where outlier_label was None. */
function readOutlierLabels(object: DescribedObject, labels: readonly Tensor[]): readonly unknown[] | undefined {
  const value = object.state.get('outlier_label_') ?? null;
  if (value === null) return undefined;
  const items = itemsOf(value) ?? toLabels(value)?.data;
  const given = items === undefined ? [value] : Array.from(items as ArrayLike<unknown>);
  const plain = given.map((label) => (typeof label === 'object' ? toLabels(label as never)?.data[0] : label));
  if (plain.length !== labels.length) {
    throw badAttribute(object, 'outlier_label_', `has ${plain.length} labels for ${labels.length} outputs`);
  }
  plain.forEach((label, i) => {
    if (!canHold(labels[i]!, label))
      throw badAttribute(object, 'outlier_label_', `${label} is no label of output ${i}`);
  });
  return plain;
}

/** scikit-learn lets in only labels of the classes' own dtype. */
function canHold({ dtype }: Tensor, label: unknown): boolean {
  if (dtype === 'string') return typeof label === 'string';
  if (dtype === 'json') return true;
  if (dtype === 'int64') return typeof label === 'bigint' || typeof label === 'boolean' || Number.isInteger(label);
  return typeof label !== 'string' && Number.isFinite(Number(label));
}

function positionOf(labels: Tensor, label: unknown): number {
  return Array.from(labels.data as ArrayLike<unknown>).findIndex((known) => isSame(known, label));
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a !== 'string' && typeof b !== 'string' && Number(a) === Number(b));
}

/** Rows without any vote get the outlier label, also where that is none of the classes. */
function replaceOutliers(
  predicted: Tensor,
  votes: readonly Float64Array[],
  labels: readonly Tensor[],
  outlierLabels: readonly unknown[] | undefined,
): Tensor {
  if (outlierLabels === undefined) return predicted;
  const outputs = labels.length;
  const cells = Array.from(predicted.data as ArrayLike<unknown>);
  labels.forEach((output, o) => {
    const classCount = output.data.length;
    for (let row = 0; row * classCount < votes[o]!.length; row++) {
      const isOutlier = votes[o]!.subarray(row * classCount, (row + 1) * classCount).every((vote) => vote === 0);
      if (isOutlier) cells[row * outputs + o] = outlierLabels[o];
    }
  });
  return sameDtype(predicted, cells);
}

function sameDtype(like: Tensor, cells: unknown[]): Tensor {
  switch (like.dtype) {
    case 'int64':
      return createTensor(
        'int64',
        like.shape,
        BigInt64Array.from(cells as number[], (v) => BigInt(v)),
      );
    case 'float64':
      return createTensor('float64', like.shape, Float64Array.from(cells as number[], Number));
    case 'string':
      return createTensor('string', like.shape, cells.map(String));
    case 'bool':
      return createTensor('bool', like.shape, Uint8Array.from(cells as number[], Number));
    case 'json':
      return createTensor('json', like.shape, cells);
    default:
      throw createModelFileError('MALFORMED_MODEL', `labels of dtype ${like.dtype}`);
  }
}
