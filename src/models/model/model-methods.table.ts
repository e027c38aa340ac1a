import type { Tensor } from '../../payload/index.ts';
import type { Estimator } from '../estimators/estimator.ts';
import { type Features, toTensor } from '../estimators/features.ts';

type Ask = (features: Features) => Tensor | readonly Tensor[];

/** How each method is asked of an estimator, by its Python name. Undefined where this very estimator does not have it. */
export const MODEL_METHODS = {
  apply: (model: Estimator): Ask | undefined => model.apply?.bind(model),
  contributions: (model: Estimator): Ask | undefined => model.contributions?.bind(model),
  decision_function: (model: Estimator): Ask | undefined => model.decisionFunction?.bind(model),
  kneighbors: (model: Estimator): Ask | undefined => model.kneighbors?.bind(model),
  predict: (model: Estimator): Ask | undefined => model.predict?.bind(model),
  predict_log_proba: (model: Estimator): Ask | undefined => model.predictLogProba?.bind(model),
  predict_proba: (model: Estimator): Ask | undefined => model.predictProba?.bind(model),
  score_samples: (model: Estimator): Ask | undefined => model.scoreSamples?.bind(model),
  transform: (model: Estimator): Ask | undefined => {
    const transform = model.transform?.bind(model);
    return transform && ((features) => toTensor(transform(features)));
  },
} as const;

export type ModelMethod = keyof typeof MODEL_METHODS;
