import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { LightgbmModel } from '../../formats/lightgbm/lightgbm-model.ts';
import { type CategoryList, encodeCategories, unknownCategories } from '../encode-categories.ts';
import type { Estimator } from '../estimator.ts';
import { type DenseMatrix, type Features, toDense } from '../features.ts';
import { transformOf } from './objectives.ts';
import { packTrees } from './pack-trees.ts';
import { findLeaves, rawScores } from './raw-scores.ts';

/** What wrappers build on. */
export interface Booster {
  readonly estimator: Estimator;
  /** The plain predict: (rows, outputs), a fresh array for each call. */
  readonly answer: (features: Features) => Float64Array;
}

/** Makes an estimator that answers as lightgbm.Booster does; with `iterations`, only so many are used. */
export function createBooster(model: LightgbmModel, iterations?: number): Booster {
  const { outputs, featureCount } = model;
  const forest = packTrees(model.trees);
  const transform = transformOf(model);
  const all = model.trees.length / outputs;
  const used = iterations === undefined ? all : Math.min(iterations, all);
  const treeCount = used * outputs;
  const read = (features: Features): DenseMatrix => widen(toDense(encodeFrame(model, features)), featureCount);
  // The library's raw scores of a random forest are sums too: only the answer is averaged.
  const scores = (x: Features): Float64Array => rawScores(model, forest, treeCount, read(x));
  const answer = (x: Features): Float64Array => {
    const values = scores(x);
    if (model.isAveraged && used > 0) for (let i = 0; i < values.length; i++) values[i]! /= used;
    transform(values, outputs);
    return values;
  };
  const shaped = (x: Features, values: Float64Array): Tensor =>
    createTensor('float64', outputs === 1 ? [x.rows] : [x.rows, outputs], values);
  const estimator: Estimator = {
    name: 'Booster',
    input: {
      kind: model.pandasCategorical === undefined ? 'number' : 'table',
      featureCount,
      featureNames: namesOf(model),
      allowsNaN: true,
      allowsInfinity: true,
    },
    predict: (x) => shaped(x, answer(x)),
    decisionFunction: (x) => shaped(x, scores(x)),
    apply: (x) => {
      const leaves = findLeaves(forest, treeCount, read(x));
      return createTensor(
        'int32',
        [x.rows, treeCount],
        leaves.map((leaf) => forest.leafIndex[leaf]!),
      );
    },
  };
  return { estimator, answer };
}

/** LightGBM names columns itself where it is given none: those names are no contract. */
function namesOf(model: LightgbmModel): readonly string[] | undefined {
  const isMadeUp = model.featureNames.every((name, i) => name === `Column_${i}`);
  return isMadeUp ? undefined : model.featureNames;
}

/** Adds columns of NaN where rows are too short; a kernel must never read the next row's numbers. */
function widen(x: DenseMatrix, columns: number): DenseMatrix {
  if (x.columns >= columns) return x;
  const data = new Float64Array(x.rows * columns).fill(Number.NaN);
  for (let row = 0; row < x.rows; row++) {
    data.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), row * columns);
  }
  return { kind: 'dense', rows: x.rows, columns, data };
}

/**
 * The file has the categories of the frame's category columns in their order, but not which columns these were: they
 * are the categorical features, or else the columns that come with text.
 */
function encodeFrame(model: LightgbmModel, features: Features): Features {
  if (features.kind !== 'table') return features;
  const lists = model.pandasCategorical ?? [];
  const texts = features.columns.flatMap(({ values }, c) => (values instanceof Float64Array ? [] : [c]));
  const columns = model.categoricalFeatures.length === lists.length ? model.categoricalFeatures : texts;
  if (columns.length !== lists.length) {
    const column = features.columns[texts[0] ?? 0];
    if (texts.length > 0) throw unknownCategories(column?.name ?? String(texts[0]));
    return features;
  }
  const categories: (CategoryList | undefined)[] = [];
  columns.forEach((column, i) => {
    categories[column] = lists[i];
  });
  return encodeCategories(features, categories);
}
