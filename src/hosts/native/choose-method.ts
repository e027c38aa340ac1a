import { RadiantError } from '../../base/index.ts';
import { type Estimator, type Features, MODEL_METHODS, type ModelMethod } from '../../models/index.ts';
import type { Tensor } from '../../payload/index.ts';

/** One tensor, one for each output, or (kneighbors) distances and indices. */
export type MethodResult = Tensor | readonly Tensor[];

export interface ChosenMethod {
  readonly name: ModelMethod;
  run(features: Features): MethodResult;
}

/** What is taken when nobody says: the first of these that the model has. */
const BEST_FIRST: readonly ModelMethod[] = [
  'predict_proba',
  'predict',
  'transform',
  'decision_function',
  'score_samples',
  'kneighbors',
];

/**
 * The method that answers: the wanted one, else the best that the model has. Throws INVALID_ARGUMENT naming those
 * that it has when it lacks the wanted one.
 */
export function chooseMethod(estimator: Estimator, wanted: string | undefined): ChosenMethod {
  const there = listMethods(estimator);
  const name =
    wanted === undefined ? BEST_FIRST.find((one) => there.includes(one)) : there.find((one) => one === wanted);
  const run = name === undefined ? undefined : MODEL_METHODS[name](estimator);
  if (name !== undefined && run !== undefined) return { name, run };
  const has = there.length === 0 ? 'it has none' : `its methods are ${there.join(', ')}`;
  const lacks = wanted === undefined ? 'no method that can be served' : `no method ${JSON.stringify(wanted)}`;
  throw new RadiantError('INVALID_ARGUMENT', `${estimator.name} has ${lacks}: ${has}`, { reason: 'NO_SUCH_METHOD' });
}

/** The methods that this estimator has. */
export function listMethods(estimator: Estimator): readonly ModelMethod[] {
  const names = Object.keys(MODEL_METHODS) as ModelMethod[];
  return names.filter((name) => MODEL_METHODS[name](estimator) !== undefined);
}
