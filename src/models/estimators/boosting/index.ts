import type { EstimatorEntry } from '../estimator.ts';
import { loadGradientBoostingClassifier, loadGradientBoostingRegressor } from './load-gradient-boosting.ts';
import {
  loadHistGradientBoostingClassifier,
  loadHistGradientBoostingRegressor,
} from './load-hist-gradient-boosting.ts';

const family = 'boosting';

/** Boosted and bagged ensembles of scikit-learn, by class name. */
export const BOOSTING: Readonly<Record<string, EstimatorEntry>> = {
  GradientBoostingClassifier: { load: loadGradientBoostingClassifier, family },
  GradientBoostingRegressor: { load: loadGradientBoostingRegressor, family },
  HistGradientBoostingClassifier: { load: loadHistGradientBoostingClassifier, family },
  HistGradientBoostingRegressor: { load: loadHistGradientBoostingRegressor, family },
};
