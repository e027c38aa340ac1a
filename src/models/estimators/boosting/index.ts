import type { EstimatorEntry } from '../estimator.ts';
import { loadAdaBoostClassifier } from './load-adaboost-classifier.ts';
import { loadAdaBoostRegressor } from './load-adaboost-regressor.ts';
import { loadBaggingClassifier } from './load-bagging-classifier.ts';
import { loadBaggingRegressor } from './load-bagging-regressor.ts';
import { loadGradientBoostingClassifier, loadGradientBoostingRegressor } from './load-gradient-boosting.ts';
import {
  loadHistGradientBoostingClassifier,
  loadHistGradientBoostingRegressor,
} from './load-hist-gradient-boosting.ts';

const family = 'boosting';

/** Boosted and bagged ensembles of scikit-learn, by class name. */
export const BOOSTING: Readonly<Record<string, EstimatorEntry>> = {
  AdaBoostClassifier: { load: loadAdaBoostClassifier, family },
  AdaBoostRegressor: { load: loadAdaBoostRegressor, family },
  BaggingClassifier: { load: loadBaggingClassifier, family },
  BaggingRegressor: { load: loadBaggingRegressor, family },
  GradientBoostingClassifier: { load: loadGradientBoostingClassifier, family },
  GradientBoostingRegressor: { load: loadGradientBoostingRegressor, family },
  HistGradientBoostingClassifier: { load: loadHistGradientBoostingClassifier, family },
  HistGradientBoostingRegressor: { load: loadHistGradientBoostingRegressor, family },
};
