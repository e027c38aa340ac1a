import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { badAttribute } from '../read-attributes.ts';
import { type PackedForest, type PackOptions, packForest } from './pack-forest.ts';
import { readTree, readTrees, type TreeFile } from './read-tree.ts';
import { applyForest, sumLeaves } from './score-forest.ts';
import { treeContract } from './tree-contract.ts';

export function loadTreeRegressor(object: DescribedObject, context: LoadContext): Estimator {
  return createRegressor(object, [readTree(object)], context, true);
}

/** The mean of the trees' leaf values, added in order and divided once. */
export function loadForestRegressor(object: DescribedObject, context: LoadContext): Estimator {
  return createRegressor(object, readTrees(object), context, false);
}

function createRegressor(
  object: DescribedObject,
  trees: readonly TreeFile[],
  context: LoadContext,
  isTree: boolean,
): Estimator {
  const { outputs, classes } = trees[0]!;
  if (classes !== 1) throw badAttribute(object, 'tree_', `has ${classes} values per output, want 1`);
  const packed = packValues(trees);
  const count = trees.length;
  return {
    name: object.name,
    input: treeContract(object, trees[0]!.featureCount, context),
    predict(x) {
      const sums = sumLeaves(packed, x);
      if (!isTree) for (let i = 0; i < sums.length; i++) sums[i]! /= count;
      return createTensor('float64', outputs === 1 ? [x.rows] : [x.rows, outputs], sums);
    },
    apply: (x) => applyForest(packed, x, isTree),
  };
}

/**
 * A forest whose leaves hold the trees' values, one per output. On its own, as all packing is: a function that lives on
 * in the estimator must share no scope with one that knows the file's trees, or the whole file stays in memory.
 */
export function packValues(
  trees: readonly TreeFile[],
  more: Pick<PackOptions, 'featureCount' | 'featuresOf' | 'groups'> = {},
): PackedForest {
  const { outputs } = trees[0]!;
  return packForest(trees, {
    ...more,
    width: outputs,
    isShared: false,
    writeLeaf(tree, node, row) {
      const { values } = trees[tree]!;
      for (let k = 0; k < outputs; k++) row[k] = values[node * outputs + k]!;
    },
  });
}
