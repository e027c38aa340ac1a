import type { LightgbmModel, LightgbmTree } from '../../formats/lightgbm/lightgbm-model.ts';
import { addWideLeaves, findSpecialLeaf, findWideLeaf } from '../../kernels/wide-forest.ts';
import type { DenseMatrix } from '../features.ts';
import type { PackedTrees } from './pack-trees.ts';

/** Rows that are worked on together: their features and a tree fit into the first cache. */
const BLOCK_ROWS = 64;

/** Raw scores (rows, outputs) of the first `treeCount` trees; x is as wide as the model at least. */
export function rawScores(model: LightgbmModel, forest: PackedTrees, treeCount: number, x: DenseMatrix): Float64Array {
  const { outputs } = model;
  const { rows, columns, data } = x;
  const out = new Float64Array(rows * outputs);
  if (model.trees.some(({ linear }) => linear !== undefined)) addLinearLeaves(model, forest, treeCount, x, out);
  else {
    for (let from = 0; from < rows; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - from);
      addWideLeaves(forest, treeCount, data, from * columns, count, columns, out, from * outputs, outputs);
    }
  }
  return out;
}

/** Leaf number of each row in each tree, over all trees: (rows, trees). */
export function findLeaves(forest: PackedTrees, treeCount: number, x: DenseMatrix): Int32Array {
  const leaves = new Int32Array(x.rows * treeCount);
  for (let row = 0; row < x.rows; row++) {
    const at = row * x.columns;
    for (let tree = 0; tree < treeCount; tree++) {
      leaves[row * treeCount + tree] = forest.hasSpecial
        ? findSpecialLeaf(forest, forest.roots[tree]!, x.data, at)
        : findWideLeaf(forest.words, forest.doubles, forest.roots[tree]!, x.data, at);
    }
  }
  return leaves;
}

function addLinearLeaves(
  model: LightgbmModel,
  forest: PackedTrees,
  treeCount: number,
  x: DenseMatrix,
  out: Float64Array,
): void {
  const leaves = findLeaves(forest, treeCount, x);
  for (let row = 0; row < x.rows; row++) {
    for (let t = 0; t < treeCount; t++) {
      const leaf = forest.leafIndex[leaves[row * treeCount + t]!]!;
      out[row * model.outputs + (t % model.outputs)]! += linearValue(model.trees[t]!, leaf, x.data, row * x.columns);
    }
  }
}

/** Constant plus coefficients times features; the plain leaf value where one of these features is NaN. */
function linearValue(tree: LightgbmTree, leaf: number, data: Float64Array, at: number): number {
  const { linear } = tree;
  if (linear === undefined) return tree.leafValue[leaf]!;
  let sum = linear.constant[leaf]!;
  for (let i = linear.starts[leaf]!; i < linear.starts[leaf + 1]!; i++) {
    const value = data[at + linear.features[i]!]!;
    if (Number.isNaN(value)) return tree.leafValue[leaf]!;
    sum += linear.coefficients[i]! * value;
  }
  return sum;
}
