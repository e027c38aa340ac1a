import { type Forest, findLeaf, findLeafWithMissing } from './forest.ts';

/**
 * Adds the leaf rows of all trees, in the order of the trees: out (rows, width) += leafValues[leaf of (row, tree)].
 * The order matters: floating point sums must agree with the original's to the bit.
 */
export function sumLeaves(
  forest: Forest,
  leafValues: Float64Array,
  width: number,
  x: Float32Array | Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  const { words, floats, roots } = forest;
  const find = forest.hasMissingLeft ? findLeafWithMissing : findLeaf;
  const out = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const at = row * columns;
    const to = row * width;
    for (let tree = 0; tree < roots.length; tree++) {
      const from = find(words, floats, roots[tree]!, x, at) * width;
      for (let k = 0; k < width; k++) out[to + k]! += leafValues[from + k]!;
    }
  }
  return out;
}

/** Rounds every number to float32: what scikit-learn's trees do with their input first. */
export function toFloat32(data: Float64Array): Float32Array {
  return Float32Array.from(data);
}
