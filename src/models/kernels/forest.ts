/**
 * Decision trees in one compact form: 16 bytes a node, all trees of a forest in one buffer.
 * Node n lies at words 4n .. 4n + 3: threshold (float32), feature, left, right. Children are word offsets (4 x node).
 * A leaf has feature -1 and its leaf number in `left`. Bit 30 of feature: a missing value goes left.
 *
 * XGBoost's trees (boosted-forest.ts) have this form; scikit-learn's are in trees/.
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
