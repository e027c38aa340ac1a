import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { LightgbmModel } from '../../formats/lightgbm/lightgbm-model.ts';
import { type PackSource, packOnce } from '../../formats/packed-tables.ts';
import { type CategoryList, encodeCategories, unknownCategories } from '../encode-categories.ts';
import type { Estimator } from '../estimator.ts';
import { type Column, type DenseMatrix, type Features, toDense } from '../features.ts';
import type { BoostedTable } from '../share-tables.ts';
import { transformOf } from './objectives.ts';
import { type PackedTrees, packTrees } from './pack-trees.ts';
import { createRawScores, findLeaves } from './raw-scores.ts';

/** What wrappers build on. */
export interface Booster {
  readonly estimator: Estimator;
  /** The plain predict: (rows, outputs), a fresh array for each call. */
  readonly answer: (features: Features) => Float64Array;
}

/**
 * Makes an estimator that answers as lightgbm.Booster does; with `iterations`, only so many are used. `source` is what the
 * model was read from: its packed trees are kept there for other threads.
 */
export function createBooster(model: LightgbmModel, iterations?: number, source: PackSource = {}): Booster {
  const { outputs, featureCount } = model;
  const table = packOnce(source, (): BoostedTable<PackedTrees> => {
    return { boosted: packTrees(model.trees, outputs), columns: featureCount, outputs };
  });
  const forest = table.boosted;
  const transform = transformOf(model);
  const all = model.trees.length / outputs;
  const used = iterations === undefined ? all : Math.min(iterations, all);
  const treeCount = used * outputs;
  const raw = createRawScores(model, forest, treeCount);
  const read = (features: Features): DenseMatrix => fitWidth(toDense(encodeFrame(model, features)), featureCount);
  // The library's raw scores of a random forest are sums too: only the answer is averaged.
  const scores = (x: Features): Float64Array => raw(read(x));
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
    ...(model.formatVersion !== undefined && { writtenBy: `LightGBM (file format ${model.formatVersion})` }),
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

/** Makes rows as wide as the model: columns that are not there are NaN, those beyond are left out. */
function fitWidth(x: DenseMatrix, columns: number): DenseMatrix {
  if (x.columns === columns) return x;
  const data = new Float64Array(x.rows * columns).fill(Number.NaN);
  const shared = Math.min(x.columns, columns);
  for (let row = 0; row < x.rows; row++) {
    data.set(x.data.subarray(row * x.columns, row * x.columns + shared), row * columns);
  }
  return { kind: 'dense', rows: x.rows, columns, data };
}

/**
 * The file has the categories of the frame's category columns in their order, but not which columns these were: they
 * are the categorical features, or (ordered categories are none) the columns that come with text, or both.
 */
function encodeFrame(model: LightgbmModel, features: Features): Features {
  if (features.kind !== 'table') return features;
  const lists = model.pandasCategorical ?? [];
  let columns = model.categoricalFeatures;
  if (columns.length !== lists.length) {
    const texts = features.columns.flatMap((column, c) => (hasText(column) ? [c] : []));
    const both = [...new Set([...columns, ...texts])].sort((a, b) => a - b);
    columns = texts.length === lists.length ? texts : both;
    if (columns.length !== lists.length) {
      const [first] = texts;
      if (first !== undefined) throw unknownCategories(features.columns[first]!.name ?? String(first));
      return features;
    }
  }
  const categories: (CategoryList | undefined)[] = [];
  columns.forEach((column, i) => {
    categories[column] = lists[i];
  });
  return encodeCategories(features, categories);
}

function hasText({ values }: Column): boolean {
  return !(values instanceof Float64Array) && values.some((cell) => typeof cell === 'string');
}
