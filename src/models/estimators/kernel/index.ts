import type { EstimatorEntry } from '../estimator.ts';
import { loadDummyClassifier, loadDummyRegressor } from './load-dummies.ts';
import {
  loadGaussianProcessClassifier,
  loadGaussianProcessRegressor,
  loadLaplaceClassifier,
} from './load-gaussian-process.ts';
import { loadIsotonic } from './load-isotonic.ts';
import { loadKernelRidge } from './load-kernel-ridge.ts';
import { loadPartialLeastSquares, loadPlsSvd } from './load-partial-least-squares.ts';

const family = 'kernel';

/** Kernel methods, partial least squares, isotonic regression and dummies of scikit-learn, by class name. */
export const KERNEL: Readonly<Record<string, EstimatorEntry>> = {
  CCA: { load: loadPartialLeastSquares, family },
  DummyClassifier: { load: loadDummyClassifier, family },
  DummyRegressor: { load: loadDummyRegressor, family },
  GaussianProcessClassifier: { load: loadGaussianProcessClassifier, family },
  GaussianProcessRegressor: { load: loadGaussianProcessRegressor, family },
  IsotonicRegression: { load: loadIsotonic, family },
  KernelRidge: { load: loadKernelRidge, family },
  PLSCanonical: { load: loadPartialLeastSquares, family },
  PLSRegression: { load: loadPartialLeastSquares, family },
  PLSSVD: { load: loadPlsSvd, family },
  _BinaryGaussianProcessClassifierLaplace: { load: loadLaplaceClassifier, family },
};
