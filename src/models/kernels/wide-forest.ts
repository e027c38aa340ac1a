import type { BoostedKernel } from './boosted-kernel.ts';
import type { ThreadSlot } from './wasm/open-wasm.ts';

/**
 * As BoostedForest with float64 thresholds, in 16 bytes a node too: the threshold at doubles[2n]; words[4n + 2] is the
 * feature times 8, with flags, and words[4n + 3] the right child times 16 (bytes, for the kernel). The low word
 * words[4n] of a leaf's NaN is its number, that of a categorical split's NaN the offset of its set. A value in the set
 * goes left, others (and NaN) go right. WIDE_ZERO_MISSING: a number that LightGBM counts as zero is a missing value.
 */
export interface WideForest {
  readonly kind: 'double';
  /** These arrays move into the memory of the kernel when it is opened: never keep a reference to them. */
  words: Int32Array;
  /** The same memory as doubles, for thresholds. */
  doubles: Float64Array;
  leafValues: Float64Array;
  /** Node of each tree's root. */
  readonly roots: Int32Array;
  /** As in BoostedForest. */
  readonly steps: Int32Array;
  /** The output that each tree adds to. */
  readonly outputOf: Int32Array;
  /** Sets of categories. */
  sets: Int32Array;
  /** True when a split is categorical or takes zeros as missing: then the slower walk is needed. */
  readonly hasSpecial: boolean;
  /** Undefined until it is asked for, null where there is none. */
  kernel: BoostedKernel | null | undefined;
  /** Where its arrays are shared with other threads. */
  thread?: ThreadSlot;
}

/** Flags of words[4n + 2]. */
export const WIDE_MISSING_LEFT = 1;
export const WIDE_CATEGORICAL = 2;
export const WIDE_ZERO_MISSING = 4;
/** High word of the NaN of leaves and categorical splits. */
export const WIDE_NAN_HIGH = 0x7ff80000;

/** What counts as zero: 1e-35 rounded to float32, as LightGBM has it. */
const ZERO = Math.fround(1e-35);

/** The leaf node that one row reaches. */
export function findWideLeaf(forest: WideForest, root: number, x: Float64Array, at: number): number {
  const { words, doubles, sets, hasSpecial } = forest;
  let node = root;
  for (;;) {
    const feature = words[4 * node + 2]!;
    const value = x[at + (feature >> 3)]!;
    let goesLeft = value <= doubles[2 * node]!;
    if (hasSpecial && (feature & WIDE_CATEGORICAL) !== 0) goesLeft = isInSet(sets, words[4 * node]!, value);
    else if (Number.isNaN(value) || ((feature & WIDE_ZERO_MISSING) !== 0 && value >= -ZERO && value <= ZERO)) {
      goesLeft = (feature & WIDE_MISSING_LEFT) !== 0;
    }
    const next = goesLeft ? node + 1 : words[4 * node + 3]! >> 4;
    if (next === node) return node;
    node = next;
  }
}

/** Fractions count as the whole number toward zero; NaN, negative and too large values are in no set. */
function isInSet(sets: Int32Array, offset: number, value: number): boolean {
  if (!(value > -1 && value < 2 ** 31)) return false;
  const category = Math.trunc(value);
  const word = category >> 5;
  return word < sets[offset]! && ((sets[offset + 1 + word]! >> (category & 31)) & 1) === 1;
}

/**
 * Adds the leaves of the trees [0, trees) to out (rows, outputs), one tree after the other in float64: raw scores agree
 * with LightGBM's to the bit. x: (rows, columns). The plain reference of the kernel.
 */
export function addWideLeaves(
  forest: WideForest,
  trees: number,
  x: Float64Array,
  rows: number,
  columns: number,
  out: Float64Array,
  outAt: number,
  outputs: number,
): void {
  const { words, roots, leafValues, outputOf } = forest;
  for (let tree = 0; tree < trees; tree++) {
    let target = outAt + outputOf[tree]!;
    for (let row = 0; row < rows; row++, target += outputs) {
      out[target]! += leafValues[words[4 * findWideLeaf(forest, roots[tree]!, x, row * columns)]!]!;
    }
  }
}
