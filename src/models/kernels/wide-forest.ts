/**
 * Decision trees with float64 thresholds, 24 bytes a node, all trees of a model in one buffer: LightGBM's.
 * Node n has its threshold at doubles[3n], and feature, left, right at words[6n + 2 .. 6n + 4]; children are numbers of
 * nodes. A leaf has feature -1 and its leaf number in `left`.
 * Flags in the feature: MISSING_LEFT where a missing value goes left; ZERO_MISSING where zeros are missing values
 * too; SET where the split is categorical: then words[6n] is an offset into `sets`, where a word count and bits lie,
 * and a value in the set goes left.
 */
export interface WideForest {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  /** Node of each tree's root. */
  readonly roots: Int32Array;
  readonly leafValues: Float64Array;
  /** True when a split has the flag ZERO_MISSING or SET: then the slower walk is needed. */
  readonly hasSpecial: boolean;
  readonly sets: Int32Array;
}

export const WIDE_MISSING_LEFT = 1 << 30;
export const WIDE_ZERO_MISSING = 1 << 29;
export const WIDE_SET = 1 << 28;
const FEATURE_MASK = WIDE_SET - 1;

/** What counts as zero: 1e-35 rounded to float32, as LightGBM has it. */
const ZERO = Math.fround(1e-35);

/** The leaf that one row reaches, in a tree without special splits. NaN goes where the node says. */
export function findWideLeaf(
  words: Int32Array,
  doubles: Float64Array,
  root: number,
  x: Float64Array,
  at: number,
): number {
  let node = root;
  for (;;) {
    const feature = words[node * 6 + 2]!;
    if (feature < 0) return words[node * 6 + 3]!;
    const value = x[at + (feature & FEATURE_MASK)]!;
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    const goesLeft = value <= doubles[node * 3]! || (value !== value && (feature & WIDE_MISSING_LEFT) !== 0);
    node = goesLeft ? words[node * 6 + 3]! : words[node * 6 + 4]!;
  }
}

/** As findWideLeaf, with categorical splits and zeros as missing values. */
export function findSpecialLeaf(forest: WideForest, root: number, x: Float64Array, at: number): number {
  const { words, doubles, sets } = forest;
  let node = root;
  for (;;) {
    const feature = words[node * 6 + 2]!;
    if (feature < 0) return words[node * 6 + 3]!;
    const value = x[at + (feature & FEATURE_MASK)]!;
    let goesLeft: boolean;
    if ((feature & WIDE_SET) !== 0) goesLeft = isInSet(sets, words[node * 6]!, value);
    else if (Number.isNaN(value) || ((feature & WIDE_ZERO_MISSING) !== 0 && value >= -ZERO && value <= ZERO)) {
      goesLeft = (feature & WIDE_MISSING_LEFT) !== 0;
    } else goesLeft = value <= doubles[node * 3]!;
    node = goesLeft ? words[node * 6 + 3]! : words[node * 6 + 4]!;
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
 * Adds the leaves of the trees [0, treeCount) to out (rows, outputs), tree t to output t % outputs, one tree after the
 * other in float64: raw scores agree with LightGBM's to the bit.
 */
export function addWideLeaves(
  forest: WideForest,
  treeCount: number,
  x: Float64Array,
  xAt: number,
  rows: number,
  columns: number,
  out: Float64Array,
  outAt: number,
  outputs: number,
): void {
  const { words, doubles, roots, leafValues, hasSpecial } = forest;
  for (let tree = 0; tree < treeCount; tree++) {
    const root = roots[tree]!;
    let target = outAt + (tree % outputs);
    for (let row = 0; row < rows; row++, target += outputs) {
      const at = xAt + row * columns;
      const leaf = hasSpecial ? findSpecialLeaf(forest, root, x, at) : findWideLeaf(words, doubles, root, x, at);
      out[target]! += leafValues[leaf]!;
    }
  }
}
