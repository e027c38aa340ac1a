import type { ThreadSlot } from '../wasm/open-wasm.ts';
import type { ForestBatch } from './forest-batch.ts';

/**
 * Decision trees over float32 inputs in 8 bytes a node, all trees of a forest in one buffer: node n is the float32
 * threshold floats[2n] and the word words[2n + 1] = feature << shift | right child. The left child is node n + 1, the
 * right one is counted from the tree's root. `value <= threshold` goes left.
 *
 * scikit-learn compares float32(x) <= float64 threshold; the largest float32 that is not above the threshold gives the
 * same answer for every float32 x. A leaf's threshold is a NaN, which compares false, and its right child is the leaf
 * itself: a walk needs no test for leaves but that it stands still. The NaN's low bits are the row of the leaf's values.
 */
export interface FloatForest {
  readonly kind: 'float';
  /** Moved into the memory of the batch kernel when that is opened: never keep a reference to it. */
  words: Int32Array;
  /** The same memory as floats, for thresholds. */
  floats: Float32Array;
  /** Position of the feature within a node's word; bit 31 says that a missing value goes left. */
  readonly shift: number;
  /** Node of each tree's root. */
  readonly roots: Int32Array;
  /** What each tree's leaf rows are counted from. */
  readonly leafBases: Int32Array;
  /** (leaf rows, width) */
  leafValues: Float64Array;
  /** Values per leaf. */
  readonly width: number;
  /** Outputs that trees take in turn: tree t adds to output t % groups. One of `width` and `groups` is 1. */
  readonly groups: number;
  readonly featureCount: number;
  /** True when some node sends missing values left. */
  readonly hasMissingLeft: boolean;
  /** Kernel for many rows; undefined until it is asked for, null where there is none. */
  batch: ForestBatch | null | undefined;
  /** Calls with few rows so far. */
  smallCalls: number;
  /** Where its arrays are shared with other threads. */
  thread?: ThreadSlot;
}

/** Bits of a leaf's NaN that hold its row. */
export const LEAF_ROW_BITS = 22;
const LEAF_ROW_MASK = 2 ** LEAF_ROW_BITS - 1;
/** A quiet NaN without payload. */
export const LEAF_NAN = 0x7fc00000;
export const MISSING_LEFT_BIT = -(2 ** 31);

/** The leaf node that one row reaches. NaN compares false and so goes right. */
export function findFloatLeaf(
  words: Int32Array,
  floats: Float32Array,
  shift: number,
  root: number,
  x: Float32Array,
  at: number,
): number {
  const mask = 2 ** shift - 1;
  let node = root;
  for (;;) {
    const word = words[2 * node + 1]!;
    const next = x[at + (word >>> shift)]! <= floats[2 * node]! ? node + 1 : root + (word & mask);
    if (next === node) return node;
    node = next;
  }
}

/** As findFloatLeaf for trees that were fitted with missing values: NaN goes where the node says. */
export function findFloatLeafMissing(
  words: Int32Array,
  floats: Float32Array,
  shift: number,
  root: number,
  x: Float32Array,
  at: number,
): number {
  const mask = 2 ** shift - 1;
  let node = root;
  for (;;) {
    const word = words[2 * node + 1]!;
    const value = x[at + ((word & 0x7fffffff) >>> shift)]!;
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    const goesLeft = value <= floats[2 * node]! || (word < 0 && value !== value);
    const next = goesLeft ? node + 1 : root + (word & mask);
    if (next === node) return node;
    node = next;
  }
}

/** Leaf nodes of rows x trees, row-major. `x` is (rows, columns) in float32. */
export function findFloatLeaves(forest: FloatForest, x: Float32Array, rows: number, columns: number): Int32Array {
  const { words, floats, shift, roots, hasMissingLeft } = forest;
  const leaves = new Int32Array(rows * roots.length);
  for (let row = 0; row < rows; row++) {
    for (let tree = 0; tree < roots.length; tree++) {
      leaves[row * roots.length + tree] = hasMissingLeft
        ? findFloatLeafMissing(words, floats, shift, roots[tree]!, x, row * columns)
        : findFloatLeaf(words, floats, shift, roots[tree]!, x, row * columns);
    }
  }
  return leaves;
}

/** Rows that one tree passes over before the next tree does: its nodes stay in the cache, and so do the rows. */
const BLOCK_ROWS = 4096;

/**
 * Adds the leaf values of all trees to out (rows, width * groups), in the order of the trees: floating point sums must
 * agree with the original's to the bit. `x` is (rows, columns) in float32. The plain reference of the batch kernel.
 */
export function addFloatLeaves(
  forest: FloatForest,
  x: Float32Array,
  rows: number,
  columns: number,
  out: Float64Array,
): void {
  const { words, floats, shift, roots, leafBases, leafValues, width, groups, hasMissingLeft } = forest;
  const outputs = width * groups;
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const end = Math.min(rows, start + BLOCK_ROWS);
    for (let tree = 0; tree < roots.length; tree++) {
      const root = roots[tree]!;
      const base = leafBases[tree]!;
      let to = start * outputs + (groups === 1 ? 0 : tree % groups);
      for (let row = start; row < end; row++, to += outputs) {
        const leaf = hasMissingLeft
          ? findFloatLeafMissing(words, floats, shift, root, x, row * columns)
          : findFloatLeaf(words, floats, shift, root, x, row * columns);
        const from = base + (words[2 * leaf]! & LEAF_ROW_MASK);
        if (width === 1) out[to]! += leafValues[from]!;
        else for (let k = 0; k < width; k++) out[to + k]! += leafValues[from * width + k]!;
      }
    }
  }
}
