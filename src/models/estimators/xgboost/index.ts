import type { EstimatorEntry } from '../estimator.ts';
import { loadClassifier, loadPredictor } from './load-wrapper.ts';

export { createBooster } from './create-booster.ts';
export { loadPickledBooster, wrapModel } from './load-wrapper.ts';

const family = 'xgboost';

/** XGBoost's scikit-learn classes as a pickle holds them, by class name. */
export const XGBOOST: Readonly<Record<string, EstimatorEntry>> = {
  XGBClassifier: { load: loadClassifier, family },
  XGBRanker: { load: loadPredictor, family },
  XGBRegressor: { load: loadPredictor, family },
  XGBRFClassifier: { load: loadClassifier, family },
  XGBRFRegressor: { load: loadPredictor, family },
};
