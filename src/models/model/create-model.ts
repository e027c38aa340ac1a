import { RadiantError } from '../../base/errors.ts';
import type { Tensor } from '../../payload/index.ts';
import type { Estimator, InputContract } from '../estimators/estimator.ts';
import { MODEL_METHODS, type ModelMethod } from './model-methods.table.ts';
import { tensorToFeatures } from './tensor-to-features.ts';

/** A loaded model as users see it: tensors in, tensors out. */
export interface Model {
  /** The class name: `RandomForestClassifier`. */
  readonly name: string;
  readonly input: InputContract;
  /** Class labels of a classifier, one tensor per output. */
  readonly classes: readonly Tensor[] | undefined;
  /** The methods that this model has, by their Python names. */
  readonly methods: readonly ModelMethod[];
  /** Labels or values for rows (rows, features). Throws UNIMPLEMENTED, naming the methods there are, where there is none. */
  predict(tensor: Tensor): Tensor;
  /**
   * Asks any method. Several tensors come from kneighbors (distances, indices) and from predict_proba of several outputs.
   * Throws INVALID_ARGUMENT for input that the model does not take.
   */
  run(method: ModelMethod, tensor: Tensor): Tensor | readonly Tensor[];
}

/** Wraps an estimator, so that it takes tensors and checks them. */
export function createModel(estimator: Estimator): Model {
  const { name, input, classes } = estimator;
  const names = Object.keys(MODEL_METHODS) as ModelMethod[];
  const methods = names.filter((method) => MODEL_METHODS[method](estimator) !== undefined);
  const run = (method: ModelMethod, tensor: Tensor): Tensor | readonly Tensor[] => {
    const ask = methods.includes(method) ? MODEL_METHODS[method](estimator) : undefined;
    if (ask === undefined) {
      throw new RadiantError('UNIMPLEMENTED', `${name} has no method ${method}, but ${methods.join(', ')}`, {
        reason: 'NO_SUCH_METHOD',
      });
    }
    return ask(tensorToFeatures(tensor, input));
  };
  return { name, input, classes, methods, run, predict: (tensor) => run('predict', tensor) as Tensor };
}
