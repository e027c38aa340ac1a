import type { EstimatorEntry } from '../estimator.ts';
import { loadIsomap } from './load-isomap.ts';
import { loadLocallyLinearEmbedding } from './load-locally-linear.ts';

const family = 'manifold';

/** Manifold learners of scikit-learn that can place new rows, by class name. */
export const MANIFOLD: Readonly<Record<string, EstimatorEntry>> = {
  Isomap: { load: loadIsomap, family },
  LocallyLinearEmbedding: { load: loadLocallyLinearEmbedding, family },
};
