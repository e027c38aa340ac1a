import type { LightgbmModel, LightgbmTree } from '../../formats/lightgbm/lightgbm-model.ts';
import { createDoubleSums } from '../../kernels/sum-boosted.ts';
import { findWideLeaf } from '../../kernels/wide-forest.ts';
import type { DenseMatrix } from '../features.ts';
import type { PackedTrees } from './pack-trees.ts';

/** Raw scores (rows, outputs), a fresh array for each call. x is as wide as the model. */
export type RawScores = (x: DenseMatrix) => Float64Array;

/** Sums of the trees [0, treeCount). */
export function createRawScores(model: LightgbmModel, forest: PackedTrees, treeCount: number): RawScores {
  const { outputs, featureCount } = model;
  if (model.trees.some(({ linear }) => linear !== undefined)) return (x) => linearScores(model, forest, treeCount, x);
  const sum = createDoubleSums(forest, treeCount, featureCount, outputs);
  return ({ data, rows }) => {
    const out = new Float64Array(rows * outputs);
    sum(
      (from, count, target) => {
        const start = from * featureCount;
        // A loop is faster than subarray and set for the few numbers of a row.
        if (count > 1) target.set(data.subarray(start, start + count * featureCount));
        else for (let c = 0; c < featureCount; c++) target[c] = data[start + c]!;
      },
      rows,
      out,
    );
    return out;
  };
}

/** Leaf number of each row in each tree, over all trees: (rows, trees). */
export function findLeaves(forest: PackedTrees, treeCount: number, x: DenseMatrix): Int32Array {
  const leaves = new Int32Array(x.rows * treeCount);
  for (let row = 0; row < x.rows; row++) {
    for (let tree = 0; tree < treeCount; tree++) {
      const node = findWideLeaf(forest, forest.roots[tree]!, x.data, row * x.columns);
      leaves[row * treeCount + tree] = forest.words[4 * node]!;
    }
  }
  return leaves;
}

function linearScores(model: LightgbmModel, forest: PackedTrees, treeCount: number, x: DenseMatrix): Float64Array {
  const { outputs } = model;
  const out = new Float64Array(x.rows * outputs);
  const leaves = findLeaves(forest, treeCount, x);
  for (let row = 0; row < x.rows; row++) {
    for (let t = 0; t < treeCount; t++) {
      const leaf = forest.leafIndex[leaves[row * treeCount + t]!]!;
      out[row * outputs + (t % outputs)]! += linearValue(model.trees[t]!, leaf, x.data, row * x.columns);
    }
  }
  return out;
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
