import type { Forest } from './forest.ts';
import { FEATURE_MASK, MISSING_LEFT } from './forest.ts';

/**
 * Trees of a boosted model in the layout of forest.ts (float32 thresholds, 16 bytes a node) whose leaves add up.
 * Bit 29 of a node's feature marks a categorical split: its first word is then an offset into `categories`, where a
 * word count and a set of bits lie; a value in the set goes right.
 */
export interface BoostedForest extends Forest {
  /** Value per leaf, or `width` values where leaves are vectors. */
  readonly leafValues: Float32Array;
  /** 1, or the number of outputs where leaves are vectors. */
  readonly width: number;
  /** The output that each tree adds to; 0 where leaves are vectors. */
  readonly outputOf: Int32Array;
  /** What each tree's leaves are multiplied by (DART). */
  readonly weights: Float32Array | undefined;
  readonly categories: Int32Array | undefined;
}

export const CATEGORICAL = 1 << 29;
const CATEGORICAL_FEATURE_MASK = CATEGORICAL - 1;
/** XGBoost's greatest category: whole numbers beyond are not exact in float32. */
const CATEGORY_LIMIT = 2 ** 24;

/**
 * Adds the leaves of the trees [from, to) to out (rows, outputs), one tree after the other, every sum rounded to float32
 * as XGBoost's CPU predictor does. x: (rows, columns) in float32, missing values as NaN. Margins agree to the bit.
 */
export function addLeaves(
  forest: BoostedForest,
  from: number,
  to: number,
  x: Float32Array,
  rows: number,
  columns: number,
  out: Float32Array,
  outAt: number,
  outputs: number,
): void {
  const { words, floats, roots, leafValues, outputOf, weights, width, categories } = forest;
  for (let tree = from; tree < to; tree++) {
    const root = roots[tree]!;
    const weight = weights === undefined ? 1 : weights[tree]!;
    let target = outAt + outputOf[tree]!;
    for (let row = 0; row < rows; row++, target += outputs) {
      const leaf =
        categories === undefined
          ? findBoostedLeaf(words, floats, root, x, row * columns)
          : findCategoricalLeaf(words, floats, categories, root, x, row * columns);
      if (width === 1) {
        // The product is rounded by itself: XGBoost multiplies in float32. A weight of 1 changes nothing.
        out[target]! += weights === undefined ? leafValues[leaf]! : Math.fround(leafValues[leaf]! * weight);
      } else {
        for (let k = 0; k < width; k++) out[target + k]! += Math.fround(leafValues[leaf * width + k]! * weight);
      }
    }
  }
}

/** The leaf that one row reaches; NaN goes where the node says. */
export function findBoostedLeaf(
  words: Int32Array,
  floats: Float32Array,
  root: number,
  x: Float32Array,
  at: number,
): number {
  let node = root;
  for (let feature = words[node + 1]!; feature >= 0; feature = words[node + 1]!) {
    const value = x[at + (feature & FEATURE_MASK)]!;
    // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN
    const goesLeft = value <= floats[node]! || (value !== value && (feature & MISSING_LEFT) !== 0);
    node = words[node + (goesLeft ? 2 : 3)]!;
  }
  return words[node + 2]!;
}

/** As findBoostedLeaf for trees with categorical splits. */
export function findCategoricalLeaf(
  words: Int32Array,
  floats: Float32Array,
  categories: Int32Array,
  root: number,
  x: Float32Array,
  at: number,
): number {
  let node = root;
  for (let feature = words[node + 1]!; feature >= 0; feature = words[node + 1]!) {
    const value = x[at + (feature & CATEGORICAL_FEATURE_MASK)]!;
    let goesLeft: boolean;
    if (Number.isNaN(value)) goesLeft = (feature & MISSING_LEFT) !== 0;
    else if ((feature & CATEGORICAL) === 0) goesLeft = value <= floats[node]!;
    else goesLeft = !hasCategory(categories, words[node]!, value);
    node = words[node + (goesLeft ? 2 : 3)]!;
  }
  return words[node + 2]!;
}

/** Negative and too large values are in no set; fractions count as the whole number below. */
function hasCategory(categories: Int32Array, offset: number, value: number): boolean {
  if (!(value >= 0 && value < CATEGORY_LIMIT)) return false;
  const category = Math.trunc(value);
  const word = category >> 5;
  return word < categories[offset]! && ((categories[offset + 1 + word]! >> (category & 31)) & 1) === 1;
}
