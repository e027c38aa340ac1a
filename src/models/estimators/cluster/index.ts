import type { EstimatorEntry } from '../estimator.ts';
import { loadBisectingKMeans } from './load-bisecting-kmeans.ts';
import { loadAffinityPropagation, loadBirch, loadKMeans, loadMeanShift } from './load-center-clusterers.ts';
import { loadFeatureAgglomeration } from './load-feature-agglomeration.ts';

const family = 'cluster';

/** Clusterers of scikit-learn that can place new rows, by class name. */
export const CLUSTER: Readonly<Record<string, EstimatorEntry>> = {
  AffinityPropagation: { load: loadAffinityPropagation, family },
  Birch: { load: loadBirch, family },
  BisectingKMeans: { load: loadBisectingKMeans, family },
  FeatureAgglomeration: { load: loadFeatureAgglomeration, family },
  KMeans: { load: loadKMeans, family },
  MeanShift: { load: loadMeanShift, family },
  MiniBatchKMeans: { load: loadKMeans, family },
};
