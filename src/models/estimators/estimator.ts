import type { Tensor } from '../../payload/index.ts';
import type { DescribedObject } from '../formats/described.ts';
import type { Cell, DenseMatrix, Features } from './features.ts';

/** What an estimator wants as input; the serving contract (validation, metadata, example) is made of it. */
export interface InputContract {
  /** `number`: a numeric matrix. `table`: columns of unlike types. `text`: one text a row. */
  readonly kind: 'number' | 'table' | 'text';
  /** Undefined where the file does not say. */
  readonly featureCount: number | undefined;
  /** Column names that it was fitted with (`feature_names_in_`). */
  readonly featureNames: readonly string[] | undefined;
  /** True where columns of other names may stand beside these: the original does not look at them. */
  readonly ignoresOthers?: true;
  /** False where NaN in the input is an error in the original library. */
  readonly allowsNaN: boolean;
  /** False where infinity in the input is an error in the original library. */
  readonly allowsInfinity: boolean;
  /** A value that each column takes, where the fit tells one: a category that was seen. For examples only. */
  readonly exampleRow?: readonly (Cell | undefined)[];
}

/** Class labels, 1-d: dtype int64, float64, bool or string. */
export type Labels = Tensor;

/**
 * A loaded model. A method exists only where the original has it for this very instance
 * (an SVC fitted without probability has no predictProba). Outputs: (rows,) or (rows, outputs) tensors;
 * a multi-output classifier's predictProba gives one tensor per output.
 * All methods may assume validated input (see InputContract) and must not keep or change it.
 */
export interface Estimator {
  /** The class name: `RandomForestClassifier`. */
  readonly name: string;
  readonly input: InputContract;
  /** The library that wrote the file, where it says so: `scikit-learn 1.6.1`. */
  readonly writtenBy?: string;
  /** What packed it, where the file says so: `skops 0.16.0`, `MLflow 3.1.0`. */
  readonly packedBy?: string;
  /** Labels of a classifier (one entry per output), absent for others. */
  readonly classes?: readonly Labels[];
  /** Names of the columns that transform gives, where they are known. */
  readonly outputNames?: readonly string[];
  /** True where the original's transform gives a data frame, whose columns have the names (`set_output`). */
  readonly transformsToColumns?: true;
  /** Number of columns that transform gives, where it is known: the next step must want as many. */
  readonly outputCount?: number;
  /** Names of transform's columns for inputs of these names; undefined where the original has no rule for them. */
  nameOutputs?(inputNames: readonly string[]): readonly string[] | undefined;
  predict?(features: Features): Tensor;
  predictProba?(features: Features): Tensor | readonly Tensor[];
  predictLogProba?(features: Features): Tensor | readonly Tensor[];
  decisionFunction?(features: Features): Tensor;
  transform?(features: Features): Features;
  scoreSamples?(features: Features): Tensor;
  /** Distances (rows, k) and indices (rows, k) of the nearest training rows. */
  kneighbors?(features: Features): readonly [Tensor, Tensor];
  /** Leaf index of each row in each tree. */
  apply?(features: Features): Tensor;
  /** SHAP values, the bias last: (rows, features + 1), or (rows, outputs, features + 1). They add up to the raw score. */
  contributions?(features: Features): Tensor;
}

/** What a loader gets beside the object itself. */
export interface LoadContext {
  /** Version of the library that wrote this object (`_sklearn_version`), for example [1, 3, 2]; empty when unknown. */
  readonly version: readonly number[];
  /** Loads a nested estimator. `path` names where it hangs, for messages: `estimators_[3]`. Depth and cycles are checked. */
  load(object: unknown, path: string): Estimator;
  /** The dense input that a nested estimator gave: for meta estimators that must agree on shapes. */
  readonly path: string;
}

/** Turns a described object into an estimator; throws INVALID_ARGUMENT naming the attribute that is wrong. */
export type LoadEstimator = (object: DescribedObject, context: LoadContext) => Estimator;

/** What the registry knows of a class; docs/reference/estimators.md is generated from it. */
export interface EstimatorEntry {
  readonly load: LoadEstimator;
  /** Family folder, for the documentation. */
  readonly family: string;
}

export type { DenseMatrix };
