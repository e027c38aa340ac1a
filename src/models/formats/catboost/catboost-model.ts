/** What a NaN is to the splits of a feature: below every border, above every border. */
export type NanTreatment = 'low' | 'high';

/** A CatBoost model of oblivious trees over numeric features. All splits lie behind each other, tree by tree. */
export interface CatboostModel {
  readonly featureCount: number;
  readonly featureNames: readonly string[];
  readonly nanTreatment: readonly NanTreatment[];
  /** Raw scores of a row. */
  readonly outputs: number;
  /** First split of each tree, and one past the last. */
  readonly splitStart: Int32Array;
  readonly splitFeature: Int32Array;
  /** float32 numbers: a row goes to the upper half where its float32 value is greater. */
  readonly border: Float64Array;
  /** First value of each tree in leafValue. */
  readonly leafStart: Int32Array;
  /** (leaf, output) of each tree: the leaf's number has bit i set where split i is true. */
  readonly leafValue: Float64Array;
  readonly scale: number;
  readonly bias: Float64Array;
  readonly loss: string;
  /** Of CatBoost, where the file says it: `1.2.10`. */
  readonly version: string | undefined;
  /** Labels of a classifier, in the order of its outputs. */
  readonly classes: readonly (string | number)[] | undefined;
  /** `Integer`, `Float`, `String` or `Boolean`. */
  readonly classType: string;
}
