import { type Estimator, type Features, toTensor } from '../../models/index.ts';
import type { Tensor } from '../../payload/index.ts';

export type MethodName =
  | 'predict'
  | 'predict_proba'
  | 'predict_log_proba'
  | 'decision_function'
  | 'transform'
  | 'score_samples'
  | 'kneighbors';

/** One tensor, one for each output, or (kneighbors) distances and indices. */
export type MethodResult = Tensor | readonly Tensor[];

export type RunMethod = (features: Features) => MethodResult;

/** Methods by their Python names, the best default first. Undefined where the model lacks it. */
export const METHODS: Readonly<Record<MethodName, (estimator: Estimator) => RunMethod | undefined>> = {
  predict_proba: (estimator) => estimator.predictProba?.bind(estimator),
  predict: (estimator) => estimator.predict?.bind(estimator),
  transform: (estimator) => {
    const run = estimator.transform?.bind(estimator);
    return run === undefined ? undefined : (features) => toTensor(run(features));
  },
  decision_function: (estimator) => estimator.decisionFunction?.bind(estimator),
  score_samples: (estimator) => estimator.scoreSamples?.bind(estimator),
  kneighbors: (estimator) => estimator.kneighbors?.bind(estimator),
  predict_log_proba: (estimator) => estimator.predictLogProba?.bind(estimator),
};
