/** What a LightGBM model file says, checked: every index is within its bounds and every tree is a tree. */
export interface LightgbmModel {
  /** `v4`: the version of the file's format, the only one that it tells; undefined where it is none. */
  readonly formatVersion: string | undefined;
  readonly featureCount: number;
  readonly featureNames: readonly string[];
  /** `num_class`. */
  readonly classCount: number;
  /** Trees per iteration, which is the number of raw scores per row. */
  readonly outputs: number;
  /** `binary sigmoid:1` in words; empty where the model was trained with a function of the user's own. */
  readonly objective: readonly string[];
  /** Random forest: the sums are divided by the number of iterations. */
  readonly isAveraged: boolean;
  readonly trees: readonly LightgbmTree[];
  /** Categories of the data frame's columns of dtype category, in their order; undefined without a data frame. */
  readonly pandasCategorical: readonly (readonly (string | number | boolean)[])[] | undefined;
  /** Which features are categorical, as far as the file tells. */
  readonly categoricalFeatures: readonly number[];
}

export const MISSING_NONE = 0;
export const MISSING_ZERO = 1;
export const MISSING_NAN = 2;

/** Splits are numbered from 0; a child c below 0 is the leaf ~c. A tree of one leaf has no split. */
export interface LightgbmTree {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly isCategorical: Uint8Array;
  readonly defaultLeft: Uint8Array;
  /** MISSING_NONE, MISSING_ZERO or MISSING_NAN per split. */
  readonly missing: Uint8Array;
  /** Of a categorical split: bits of the categories that go left. */
  readonly categoriesOf: ReadonlyMap<number, Int32Array>;
  readonly leafValue: Float64Array;
  readonly linear: LinearLeaves | undefined;
}

/** Linear trees: leaf i answers constant[i] + sum of coefficients times features, from starts[i] to starts[i + 1]. */
export interface LinearLeaves {
  readonly constant: Float64Array;
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly coefficients: Float64Array;
}
