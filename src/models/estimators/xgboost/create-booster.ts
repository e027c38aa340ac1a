import { createTensor, type Tensor } from '../../../payload/index.ts';
import { type PackSource, packOnce } from '../../formats/packed-tables.ts';
import type { XgboostModel, XgboostTrees } from '../../formats/xgboost/xgboost-model.ts';
import { findBoostedLeaf } from '../../kernels/boosted-forest.ts';
import { encodeCategories } from '../encode-categories.ts';
import type { Estimator, InputContract } from '../estimator.ts';
import type { Features } from '../features.ts';
import type { BoostedTable } from '../share-tables.ts';
import { createContributions } from './contributions.ts';
import { createLinearMargins, createTreeMargins, type Margins } from './margins.ts';
import { objectiveOf, shapeOf } from './objectives.ts';
import { type PackedTrees, packTrees } from './pack-trees.ts';
import { createRowReader } from './read-rows.ts';

export interface BoosterOptions {
  /** The number that stands for a missing value, beside NaN. */
  readonly missing?: number;
  /** Use so many iterations and not all. */
  readonly iterations?: number;
  /** What the model was read from: its packed trees are kept there for other threads. */
  readonly source?: PackSource;
}

/** What wrappers build on: the answers of a Booster, margins fresh for each call. */
export interface Booster {
  readonly estimator: Estimator;
  readonly margins: Margins;
  /** The plain predict. */
  readonly answer: (features: Features) => Tensor;
}

/** Makes an estimator that answers as xgboost.Booster does. */
export function createBooster(model: XgboostModel, options: BoosterOptions = {}): Booster {
  const { missing = Number.NaN } = options;
  const objective = objectiveOf(model.objective);
  const { booster, outputs } = model;
  const treeCount = booster.kind === 'trees' ? treesOfIterations(booster.iterationStarts, options.iterations) : 0;
  const forest = booster.kind === 'trees' ? packShared(model, booster, options.source ?? {}) : undefined;
  const raw =
    booster.kind === 'trees'
      ? createTreeMargins(model, forest!, treeCount, missing)
      : createLinearMargins(model, booster, missing);
  const encode = (features: Features): Features =>
    model.categories === undefined ? features : encodeCategories(features, model.categories);
  const margins: Margins = (features) => raw(encode(features));
  const contributions = createContributions(model, treeCount, missing);
  const answer = (features: Features): Tensor => objective.answer(margins(features), features.rows, outputs);
  const estimator: Estimator = {
    name: 'Booster',
    input: contractOf(model),
    ...(model.version.length === 0 ? {} : { writtenBy: `XGBoost ${model.version.join('.')}` }),
    predict: answer,
    decisionFunction: (x) => createTensor('float32', shapeOf(x.rows, outputs), margins(x)),
    ...(forest === undefined
      ? {}
      : { apply: (x: Features) => findLeafNodes(model, forest, treeCount, missing, encode(x)) }),
    ...(contributions === undefined ? {} : { contributions: (x: Features) => contributions(encode(x)) }),
  };
  return { estimator, margins, answer };
}

function packShared(model: XgboostModel, trees: XgboostTrees, source: PackSource): PackedTrees {
  const { outputs, featureCount } = model;
  return packOnce(source, (): BoostedTable<PackedTrees> => {
    return { boosted: packTrees(trees, outputs), columns: Math.max(1, featureCount), outputs };
  }).boosted;
}

function treesOfIterations(starts: Int32Array, iterations = starts.length - 1): number {
  return starts[Math.min(iterations, starts.length - 1)] ?? 0;
}

function contractOf(model: XgboostModel): InputContract {
  return {
    kind: model.categories === undefined ? 'number' : 'table',
    featureCount: model.featureCount,
    featureNames: model.featureNames,
    allowsNaN: true,
    allowsInfinity: false,
  };
}

/** Node number of the leaf of each row in each tree, (rows, trees). */
function findLeafNodes(
  model: XgboostModel,
  forest: PackedTrees,
  treeCount: number,
  missing: number,
  features: Features,
): Tensor {
  const { roots, leafNodes } = forest;
  const columns = Math.max(1, model.featureCount);
  const readRows = createRowReader(features, columns, missing);
  const x = new Float32Array(columns);
  const nodes = new Int32Array(features.rows * treeCount);
  for (let row = 0; row < features.rows; row++) {
    readRows(row, 1, x);
    for (let tree = 0; tree < treeCount; tree++) {
      const leaf = forest.words[4 * findBoostedLeaf(forest, roots[tree]!, x, 0) + 3]!;
      nodes[row * treeCount + tree] = leafNodes[leaf]!;
    }
  }
  return createTensor('int32', [features.rows, treeCount], nodes);
}
