import type { BoostedKernel } from './boosted-kernel.ts';
import type { ThreadSlot } from './wasm/open-wasm.ts';

/**
 * Trees of a boosted model whose leaves add up, 16 bytes a node, all trees in one buffer, depth first. Node n has its
 * float32 threshold at floats[4n]; words[4n + 1] is the feature times 4 and words[4n + 2] the right child times 16 (bytes,
 * for the kernel); words[4n + 3] holds flags and a leaf's number. The left child is node n + 1. `value <= threshold`
 * goes left, everything else right. A leaf's threshold is NaN and its right child is the leaf itself: a walk needs no
 * test for leaves but that it stands still.
 *
 * A categorical split's threshold is NaN too; the low bits of words[4n + 3] are the offset in `sets` of a word count and
 * so many words of bits. A value in the set goes right, others go left.
 */
export interface BoostedForest {
  readonly kind: 'float';
  /** These arrays move into the memory of the kernel when it is opened: never keep a reference to them. */
  words: Int32Array;
  /** The same memory as floats, for thresholds. */
  floats: Float32Array;
  /** Value per leaf, or `width` values where leaves are vectors. DART's weights are in them already. */
  leafValues: Float32Array;
  /** Node of each tree's root. */
  readonly roots: Int32Array;
  /** Steps that the kernel takes before it looks whether all walks stand; see stepsOf. */
  readonly steps: Int32Array;
  /** The output that each tree adds to; 0 where leaves are vectors. */
  readonly outputOf: Int32Array;
  /** 1, or the number of outputs where leaves are vectors. */
  readonly width: number;
  /** Sets of categories; empty where no split is categorical. */
  sets: Int32Array;
  /** Undefined until it is asked for, null where there is none. */
  kernel: BoostedKernel | null | undefined;
  /** Where its arrays are shared with other threads. */
  thread?: ThreadSlot;
}

/** Flags of words[4n + 3]: a missing value goes left; the split is categorical. */
export const BOOSTED_MISSING_LEFT = -(2 ** 31);
export const BOOSTED_CATEGORICAL = 1 << 30;
export const BOOSTED_EXTRA_MASK = BOOSTED_CATEGORICAL - 1;

/** Nodes of all trees together: a child's place in bytes must be an int32. */
export const MAX_BOOSTED_NODES = 2 ** 27 - 1;

/** XGBoost's greatest category: whole numbers beyond are not exact in float32. */
const CATEGORY_LIMIT = 2 ** 24;

/** The leaf node that one row reaches. Missing values are NaN. */
export function findBoostedLeaf(forest: BoostedForest, root: number, x: Float32Array, at: number): number {
  const { words, floats, sets } = forest;
  let word = root * 4;
  for (;;) {
    const value = x[at + (words[word + 1]! >> 2)]!;
    let goesLeft = value <= floats[word]!;
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    if (value !== value) goesLeft = words[word + 3]! < 0;
    else if (sets.length > 0 && (words[word + 3]! & BOOSTED_CATEGORICAL) !== 0) {
      goesLeft = !isInSet(sets, words[word + 3]! & BOOSTED_EXTRA_MASK, value);
    }
    const next = goesLeft ? word + 4 : words[word + 2]! >> 2;
    if (next === word) return word >> 2;
    word = next;
  }
}

/** Negative and too large values are in no set; fractions count as the whole number below. */
function isInSet(sets: Int32Array, offset: number, value: number): boolean {
  if (!(value >= 0 && value < CATEGORY_LIMIT)) return false;
  const category = Math.trunc(value);
  const word = category >> 5;
  return word < sets[offset]! && ((sets[offset + 1 + word]! >> (category & 31)) & 1) === 1;
}

/**
 * Steps of a tree that a kernel may take without looking: all of them where the leaves lie at about the same depth, else
 * half of the usual way, written as a negative number. `depths` are those of the tree's leaves.
 */
export function stepsOf(depths: readonly number[]): number {
  let most = 0;
  let sum = 0;
  for (const depth of depths) {
    most = Math.max(most, depth);
    sum += depth;
  }
  const mean = sum / depths.length;
  return most <= mean * 1.25 ? most : -Math.floor(mean / 2) || -1;
}

/**
 * Adds the leaves of the trees [0, trees) to out (rows, outputs), one tree after the other, every sum rounded to float32
 * as XGBoost's CPU predictor does: margins agree to the bit. x: (rows, columns), missing values as NaN. The plain
 * reference of the kernel.
 */
export function addBoostedLeaves(
  forest: BoostedForest,
  trees: number,
  x: Float32Array,
  rows: number,
  columns: number,
  out: Float32Array,
  outAt: number,
  outputs: number,
): void {
  const { words, roots, leafValues, outputOf, width } = forest;
  for (let tree = 0; tree < trees; tree++) {
    let target = outAt + outputOf[tree]!;
    for (let row = 0; row < rows; row++, target += outputs) {
      const leaf = words[4 * findBoostedLeaf(forest, roots[tree]!, x, row * columns) + 3]!;
      if (width === 1) out[target]! += leafValues[leaf]!;
      else for (let k = 0; k < width; k++) out[target + k]! += leafValues[leaf * width + k]!;
    }
  }
}
