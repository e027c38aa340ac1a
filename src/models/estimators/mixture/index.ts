import type { EstimatorEntry } from '../estimator.ts';
import { loadEllipticEnvelope } from './load-elliptic-envelope.ts';
import { loadBayesianMixture, loadGaussianMixture } from './load-mixtures.ts';

const family = 'mixture';

/** Gaussian mixtures and envelopes of scikit-learn, by class name. */
export const MIXTURE: Readonly<Record<string, EstimatorEntry>> = {
  BayesianGaussianMixture: { load: loadBayesianMixture, family },
  EllipticEnvelope: { load: loadEllipticEnvelope, family },
  GaussianMixture: { load: loadGaussianMixture, family },
};
