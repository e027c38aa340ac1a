import type { EstimatorEntry } from '../estimator.ts';
import { loadForestClassifier, loadTreeClassifier } from './load-classifier.ts';
import { loadForestRegressor, loadTreeRegressor } from './load-regressor.ts';

const family = 'trees';

/** Single trees and averaging forests of scikit-learn, by class name. */
export const TREES: Readonly<Record<string, EstimatorEntry>> = {
  DecisionTreeClassifier: { load: loadTreeClassifier, family },
  DecisionTreeRegressor: { load: loadTreeRegressor, family },
  ExtraTreeClassifier: { load: loadTreeClassifier, family },
  ExtraTreeRegressor: { load: loadTreeRegressor, family },
  ExtraTreesClassifier: { load: loadForestClassifier, family },
  ExtraTreesRegressor: { load: loadForestRegressor, family },
  RandomForestClassifier: { load: loadForestClassifier, family },
  RandomForestRegressor: { load: loadForestRegressor, family },
};
