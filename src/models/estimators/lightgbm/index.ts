import type { EstimatorEntry } from '../estimator.ts';
import { loadClassifier, loadPredictor } from './load-wrapper.ts';

export { createBooster } from './create-booster.ts';
export { loadPickledBooster } from './load-wrapper.ts';

const family = 'lightgbm';

/** LightGBM's scikit-learn classes as a pickle holds them, by class name. */
export const LIGHTGBM: Readonly<Record<string, EstimatorEntry>> = {
  LGBMClassifier: { load: loadClassifier, family },
  LGBMRanker: { load: loadPredictor, family },
  LGBMRegressor: { load: loadPredictor, family },
};
