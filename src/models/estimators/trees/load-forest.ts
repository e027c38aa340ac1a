import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { findLeaves } from '../../kernels/forest.ts';
import { sumLeaves, toFloat32 } from '../../kernels/sum-leaves.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, isObject, readItems } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { gatherLeafValues, type PackedForest, packForest } from './pack-forest.ts';
import { readTree, type TreeData } from './read-tree.ts';
import {
  holdsCounts,
  labelTensor,
  logProbabilityTensors,
  probabilityTensors,
  readClasses,
  splitOutputs,
  writeProbabilities,
} from './tree-outputs.ts';

/** The trees of `estimators_`, all for the same features and outputs. */
export function readTrees(object: DescribedObject, name = 'estimators_'): readonly TreeData[] {
  const trees = readItems(object, name).map((item, i) => {
    if (!isObject(item)) throw badAttribute(object, `${name}[${i}]`, 'want a fitted tree');
    return readTree(item);
  });
  const [first] = trees;
  if (first === undefined) throw badAttribute(object, name, 'is empty: want at least one tree');
  for (const tree of trees) {
    if (tree.featureCount !== first.featureCount) {
      throw badAttribute(object, name, `has trees for ${first.featureCount} and for ${tree.featureCount} features`);
    }
    if (tree.outputs !== first.outputs || tree.classes !== first.classes)
      throw badAttribute(object, name, 'has trees of unlike outputs');
  }
  return trees;
}

/** A single tree is a forest of one; only predict and apply of a tree differ in their shapes. */
export function loadTreeClassifier(object: DescribedObject, context: LoadContext): Estimator {
  return createClassifier(object, [readTree(object)], context, true);
}

export function loadForestClassifier(object: DescribedObject, context: LoadContext): Estimator {
  return createClassifier(object, readTrees(object), context, false);
}

export function loadTreeRegressor(object: DescribedObject, context: LoadContext): Estimator {
  return createRegressor(object, [readTree(object)], context, true);
}

export function loadForestRegressor(object: DescribedObject, context: LoadContext): Estimator {
  return createRegressor(object, readTrees(object), context, false);
}

/** Probabilities: the mean of the trees' leaf fractions, added in order and divided once. */
function createClassifier(
  object: DescribedObject,
  trees: readonly TreeData[],
  context: LoadContext,
  isTree: boolean,
): Estimator {
  const { outputs, classes: widest } = trees[0]!;
  const classes = readClasses(object, outputs);
  if (classes.some((labels) => labels.data.length > widest))
    throw badAttribute(object, 'classes_', `has more labels than the trees' ${widest}`);
  const forest = packForest(trees);
  const isCounts = holdsCounts(trees);
  const leafValues = gatherLeafValues(forest, outputs * widest, (tree, node, target, at) =>
    writeProbabilities(trees[tree]!, isCounts, node, target, at),
  );
  const probabilities = (features: Features): readonly Float64Array[] =>
    splitOutputs(meanOfLeaves(forest, leafValues, outputs * widest, features), features.rows, widest, classes);
  return {
    name: object.name,
    input: contractOf(object, trees, context),
    classes,
    predict: (x) => labelTensor(probabilities(x), x.rows, classes),
    predictProba: (x) => probabilityTensors(probabilities(x), x.rows, classes),
    predictLogProba: (x) => logProbabilityTensors(probabilities(x), x.rows, classes),
    apply: (x) => applyForest(forest, x, isTree),
  };
}

function createRegressor(
  object: DescribedObject,
  trees: readonly TreeData[],
  context: LoadContext,
  isTree: boolean,
): Estimator {
  const { outputs } = trees[0]!;
  const forest = packForest(trees);
  const leafValues = gatherLeafValues(forest, outputs, (tree, node, target, at) => {
    for (let o = 0; o < outputs; o++) target[at + o] = trees[tree]!.values[node * outputs + o]!;
  });
  return {
    name: object.name,
    input: contractOf(object, trees, context),
    predict: (x) =>
      createTensor(
        'float64',
        outputs === 1 ? [x.rows] : [x.rows, outputs],
        meanOfLeaves(forest, leafValues, outputs, x),
      ),
    apply: (x) => applyForest(forest, x, isTree),
  };
}

export function meanOfLeaves(
  forest: PackedForest,
  leafValues: Float64Array,
  width: number,
  features: Features,
): Float64Array {
  const { rows, columns, data } = toDense(features);
  const sums = sumLeaves(forest, leafValues, width, toFloat32(data), rows, columns);
  const trees = forest.roots.length;
  if (trees > 1) for (let i = 0; i < sums.length; i++) sums[i]! /= trees;
  return sums;
}

/** Node number of the leaf: (rows,) for a tree, (rows, trees) for a forest. */
export function applyForest(forest: PackedForest, features: Features, isTree: boolean): Tensor {
  const { rows, columns, data } = toDense(features);
  const leaves = findLeaves(forest, toFloat32(data), rows, columns);
  const nodes = BigInt64Array.from(leaves, (leaf) => BigInt(forest.leafNodes[leaf]!));
  return createTensor('int64', isTree ? [rows] : [rows, forest.roots.length], nodes);
}

/** Trees take missing values from scikit-learn 1.3 on, forests from 1.4, extra trees from 1.6, unless they are monotonic. */
function contractOf(object: DescribedObject, trees: readonly TreeData[], context: LoadContext) {
  const isExtra = object.name.startsWith('Extra');
  const isForest = object.name.includes('Forest') || object.name.startsWith('ExtraTrees');
  const since = isExtra ? [1, 6] : isForest ? [1, 4] : [1, 3];
  const criterion = object.state.get('criterion');
  const isPlain = ['gini', 'entropy', 'log_loss', 'squared_error', 'friedman_mse', 'poisson'].includes(
    String(criterion),
  );
  const isMonotonic = (object.state.get('monotonic_cst') ?? null) !== null;
  const allowsNaN = context.version.length > 0 && !isBefore(context.version, since) && isPlain && !isMonotonic;
  return readInputContract(object, { featureCount: trees[0]!.featureCount, source: 'tree_', allowsNaN });
}
