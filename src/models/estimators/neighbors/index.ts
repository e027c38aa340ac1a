import type { EstimatorEntry } from '../estimator.ts';
import { loadNeighborsClassifier } from './load-classifier.ts';
import { loadNeighborsTransformer, loadRadiusTransformer } from './load-graphs.ts';
import { loadKernelDensity } from './load-kernel-density.ts';
import { loadNearestNeighbors } from './load-nearest.ts';
import { loadNearestCentroid } from './load-nearest-centroid.ts';
import { loadLocalOutlierFactor } from './load-outlier-factor.ts';
import { loadRadiusClassifier } from './load-radius-classifier.ts';
import { loadNeighborsRegressor, loadRadiusRegressor } from './load-regressor.ts';

const family = 'neighbors';

/** Nearest neighbour methods of scikit-learn, by class name. */
export const NEIGHBORS: Readonly<Record<string, EstimatorEntry>> = {
  KNeighborsClassifier: { load: loadNeighborsClassifier, family },
  KNeighborsRegressor: { load: loadNeighborsRegressor, family },
  KNeighborsTransformer: { load: loadNeighborsTransformer, family },
  KernelDensity: { load: loadKernelDensity, family },
  LocalOutlierFactor: { load: loadLocalOutlierFactor, family },
  NearestCentroid: { load: loadNearestCentroid, family },
  NearestNeighbors: { load: loadNearestNeighbors, family },
  RadiusNeighborsClassifier: { load: loadRadiusClassifier, family },
  RadiusNeighborsRegressor: { load: loadRadiusRegressor, family },
  RadiusNeighborsTransformer: { load: loadRadiusTransformer, family },
};
