import type { EstimatorEntry } from '../estimator.ts';
import { loadForestClassifier, loadTreeClassifier } from './load-classifier.ts';
import { loadIsolationForest } from './load-isolation-forest.ts';
import { loadForestRegressor, loadTreeRegressor } from './load-regressor.ts';
import { loadTreesEmbedding } from './load-trees-embedding.ts';

const family = 'trees';

/** Single trees, averaging and isolation forests of scikit-learn, by class name. */
export const TREES: Readonly<Record<string, EstimatorEntry>> = {
  DecisionTreeClassifier: { load: loadTreeClassifier, family },
  DecisionTreeRegressor: { load: loadTreeRegressor, family },
  ExtraTreeClassifier: { load: loadTreeClassifier, family },
  ExtraTreeRegressor: { load: loadTreeRegressor, family },
  ExtraTreesClassifier: { load: loadForestClassifier, family },
  ExtraTreesRegressor: { load: loadForestRegressor, family },
  IsolationForest: { load: loadIsolationForest, family },
  RandomForestClassifier: { load: loadForestClassifier, family },
  RandomForestRegressor: { load: loadForestRegressor, family },
  RandomTreesEmbedding: { load: loadTreesEmbedding, family },
};
