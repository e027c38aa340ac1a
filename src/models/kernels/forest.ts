/**
 * Decision trees in one compact form: 16 bytes a node, all trees of a forest in one buffer.
 * Node n lies at words 4n .. 4n + 3: threshold (float32), feature, left, right. Children are word offsets (4 x node).
 * A leaf has feature -1 and its leaf number in `left`. Bit 30 of feature: a missing value goes left.
 *
 * scikit-learn compares float32(x) <= float64 threshold; the largest float32 that is not above the threshold gives the
 * same answer for every float32 x, which is what makes 16 bytes enough.
 */
export interface Forest {
  readonly words: Int32Array;
  /** The same memory as floats, for thresholds. */
  readonly floats: Float32Array;
  /** Word offset of each tree's root. */
  readonly roots: Int32Array;
  readonly leafCount: number;
  /** True when some node sends missing values left. */
  readonly hasMissingLeft: boolean;
}

export const MISSING_LEFT = 1 << 30;
export const FEATURE_MASK = MISSING_LEFT - 1;

/** The largest float32 that is not above x. */
export function floorToFloat32(x: number): number {
  const rounded = Math.fround(x);
  if (!(rounded > x)) return rounded;
  if (rounded === 0) return -SMALLEST_FLOAT32;
  const float = Float32Array.of(rounded);
  const bits = new Int32Array(float.buffer);
  bits[0]! += rounded > 0 ? -1 : 1;
  return float[0]!;
}

const SMALLEST_FLOAT32 = 2 ** -149;

/**
 * Leaf numbers of rows x trees: (rows, trees), row-major. `x` is (rows, columns), already rounded to float32.
 * The plain reference: one row after the other, one tree after the other.
 */
export function findLeaves(forest: Forest, x: Float32Array | Float64Array, rows: number, columns: number): Int32Array {
  const { roots } = forest;
  const leaves = new Int32Array(rows * roots.length);
  const find = forest.hasMissingLeft ? findLeafWithMissing : findLeaf;
  for (let row = 0; row < rows; row++) {
    for (let tree = 0; tree < roots.length; tree++) {
      leaves[row * roots.length + tree] = find(forest.words, forest.floats, roots[tree]!, x, row * columns);
    }
  }
  return leaves;
}

/** The leaf number that one row reaches. NaN compares false and so goes right. */
export function findLeaf(
  words: Int32Array,
  floats: Float32Array,
  root: number,
  x: Float32Array | Float64Array,
  at: number,
): number {
  let node = root;
  for (let feature = words[node + 1]!; feature >= 0; feature = words[node + 1]!) {
    node = x[at + feature]! <= floats[node]! ? words[node + 2]! : words[node + 3]!;
  }
  return words[node + 2]!;
}

/** As findLeaf for trees that were fitted with missing values: NaN goes where the node says. */
export function findLeafWithMissing(
  words: Int32Array,
  floats: Float32Array,
  root: number,
  x: Float32Array | Float64Array,
  at: number,
): number {
  let node = root;
  for (let feature = words[node + 1]!; feature >= 0; feature = words[node + 1]!) {
    const value = x[at + (feature & FEATURE_MASK)]!;
    const goesLeft = value <= floats[node]! || ((feature & MISSING_LEFT) !== 0 && Number.isNaN(value));
    node = goesLeft ? words[node + 2]! : words[node + 3]!;
  }
  return words[node + 2]!;
}
