import type { ThreadSlot } from '../wasm/open-wasm.ts';
import type { ForestBatch } from './forest-batch.ts';

/**
 * Decision trees over float64 inputs in 16 bytes a node, all trees of a model in one buffer. Node n: the float64
 * threshold doubles[2n], the feature words[4n + 2] with flags, the right child words[4n + 3]. The left child is node
 * n + 1. `value <= threshold` goes left. A leaf's threshold is a NaN and its right child is the leaf itself (see
 * float-forest.ts); its row of leafValues is words[4n], the NaN's low word.
 *
 * A categorical split has, in place of its threshold, a NaN whose low word words[4n] is the offset of a set of 256 bits
 * in `sets`: a value whose whole part is in the set goes left.
 */
export interface DoubleForest {
  readonly kind: 'double';
  /** Moved into the memory of the batch kernel when that is opened: never keep a reference to it. */
  words: Int32Array;
  /** The same memory as doubles, for thresholds. */
  doubles: Float64Array;
  readonly roots: Int32Array;
  /** (leaf rows, width) */
  leafValues: Float64Array;
  readonly width: number;
  /** Outputs that trees take in turn: tree t adds to output t % groups. One of `width` and `groups` is 1. */
  readonly groups: number;
  readonly featureCount: number;
  readonly hasMissingLeft: boolean;
  /** Sets of categories, 8 words each; empty where no split is categorical. */
  sets: Int32Array;
  batch: ForestBatch | null | undefined;
  smallCalls: number;
  /** Where its arrays are shared with other threads. */
  thread?: ThreadSlot;
}

/** A missing value goes left. */
export const DOUBLE_MISSING_LEFT = 1 << 30;
/** The split is categorical. */
export const DOUBLE_CATEGORICAL = 1 << 29;
const FEATURE_MASK = DOUBLE_CATEGORICAL - 1;
/** High word of a leaf's NaN. */
export const DOUBLE_NAN_HIGH = 0x7ff80000;
export const WORDS_PER_SET = 8;

/** The leaf node that one row reaches. NaN goes where the node says. */
export function findDoubleLeaf(
  words: Int32Array,
  doubles: Float64Array,
  root: number,
  x: Float64Array,
  at: number,
): number {
  let node = root;
  for (;;) {
    const feature = words[4 * node + 2]!;
    const value = x[at + (feature & FEATURE_MASK)]!;
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    const goesLeft = value <= doubles[2 * node]! || (value !== value && (feature & DOUBLE_MISSING_LEFT) !== 0);
    const next = goesLeft ? node + 1 : words[4 * node + 3]!;
    if (next === node) return node;
    node = next;
  }
}

/** As findDoubleLeaf, with categorical splits. */
export function findCategoricalLeaf(
  words: Int32Array,
  doubles: Float64Array,
  sets: Int32Array,
  root: number,
  x: Float64Array,
  at: number,
): number {
  let node = root;
  for (;;) {
    const feature = words[4 * node + 2]!;
    const value = x[at + (feature & FEATURE_MASK)]!;
    const isCategorical = (feature & DOUBLE_CATEGORICAL) !== 0;
    let goesLeft: boolean;
    if (isCategorical ? !(value >= 0) : Number.isNaN(value)) goesLeft = (feature & DOUBLE_MISSING_LEFT) !== 0;
    else goesLeft = isCategorical ? isInSet(sets, words[4 * node]!, value) : value <= doubles[2 * node]!;
    const next = goesLeft ? node + 1 : words[4 * node + 3]!;
    if (next === node) return node;
    node = next;
  }
}

/** The whole part as an 8 bit number, as scikit-learn's C code casts it: 300 counts as 44, beyond int32 as 0. */
function isInSet(sets: Int32Array, offset: number, value: number): boolean {
  const code = value < 2 ** 31 ? value & 255 : 0;
  return ((sets[offset + (code >> 5)]! >> (code & 31)) & 1) === 1;
}

/** Rows that one tree passes over before the next tree does: its nodes stay in the cache, and so do the rows. */
const BLOCK_ROWS = 4096;

/**
 * Adds the leaf values of all trees to out (rows, width * groups), in the order of the trees: floating point sums must
 * agree with the original's to the bit. `x` is (rows, columns). The plain reference of the batch kernel.
 */
export function addDoubleLeaves(
  forest: DoubleForest,
  x: Float64Array,
  rows: number,
  columns: number,
  out: Float64Array,
): void {
  const { words, doubles, roots, leafValues, width, groups, sets } = forest;
  const outputs = width * groups;
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const end = Math.min(rows, start + BLOCK_ROWS);
    for (let tree = 0; tree < roots.length; tree++) {
      const root = roots[tree]!;
      let to = start * outputs + (groups === 1 ? 0 : tree % groups);
      for (let row = start; row < end; row++, to += outputs) {
        const leaf =
          sets.length === 0
            ? findDoubleLeaf(words, doubles, root, x, row * columns)
            : findCategoricalLeaf(words, doubles, sets, root, x, row * columns);
        const from = words[4 * leaf]!;
        if (width === 1) out[to]! += leafValues[from]!;
        else for (let k = 0; k < width; k++) out[to + k]! += leafValues[from * width + k]!;
      }
    }
  }
}

/** Leaf nodes of rows x trees, row-major. `x` is (rows, columns). */
export function findDoubleLeaves(forest: DoubleForest, x: Float64Array, rows: number, columns: number): Int32Array {
  const { words, doubles, roots, sets } = forest;
  const leaves = new Int32Array(rows * roots.length);
  for (let row = 0; row < rows; row++) {
    for (let tree = 0; tree < roots.length; tree++) {
      leaves[row * roots.length + tree] =
        sets.length === 0
          ? findDoubleLeaf(words, doubles, roots[tree]!, x, row * columns)
          : findCategoricalLeaf(words, doubles, sets, roots[tree]!, x, row * columns);
    }
  }
  return leaves;
}
