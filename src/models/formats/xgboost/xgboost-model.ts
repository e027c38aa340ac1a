/** What an XGBoost model file says, checked: every index is within its bounds and every tree is a tree. */
export interface XgboostModel {
  readonly version: readonly number[];
  /** For example `binary:logistic`. */
  readonly objective: string;
  readonly featureCount: number;
  readonly featureNames: readonly string[] | undefined;
  /** `c` marks a categorical feature, others are numbers. */
  readonly featureTypes: readonly string[] | undefined;
  /** Categories of each categorical feature in the order of their codes, where the file holds them (XGBoost >= 3.1). */
  readonly categories: readonly (readonly (string | number)[] | undefined)[] | undefined;
  /** Margins per row: classes or targets, 1 for all else. */
  readonly outputs: number;
  readonly classCount: number;
  /** As the file has it, before the objective's link function: one number, or one per output. */
  readonly baseScore: Float32Array;
  readonly booster: XgboostTrees | XgboostLinear;
  /** `best_iteration`, `best_score` and what the user set. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface XgboostTrees {
  readonly kind: 'trees';
  readonly trees: readonly XgboostTree[];
  /** The output that each tree adds to. */
  readonly outputOf: Int32Array;
  /** DART: what each tree's leaves are multiplied by. */
  readonly weights: Float32Array | undefined;
  /** Iteration i has the trees iterationStarts[i] .. iterationStarts[i + 1]. */
  readonly iterationStarts: Int32Array;
}

/** weights: (features + 1, outputs), the bias last. */
export interface XgboostLinear {
  readonly kind: 'linear';
  readonly weights: Float32Array;
}

/** Node 0 is the root. A leaf has left -1. */
export interface XgboostTree {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  /** Threshold of a split (x < threshold goes left), value of a leaf. */
  readonly condition: Float32Array;
  readonly defaultLeft: Int32Array;
  /** Of a categorical split: the categories that go right, ascending. */
  readonly categoriesOf: ReadonlyMap<number, Int32Array>;
  /** (nodes, outputs) where leaves are vectors. */
  readonly leafVectors: Float32Array | undefined;
  /** Sum of hessians per node, what SHAP values weigh by; undefined where the file lacks it. */
  readonly hessian: Float32Array | undefined;
}
