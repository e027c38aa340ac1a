import type { EstimatorEntry } from '../estimator.ts';
import { loadLinearDiscriminant } from './load-linear.ts';
import { loadQuadraticDiscriminant } from './load-quadratic.ts';

const family = 'discriminant';

/** Discriminant analyses of scikit-learn, by class name. */
export const DISCRIMINANT: Readonly<Record<string, EstimatorEntry>> = {
  LinearDiscriminantAnalysis: { load: loadLinearDiscriminant, family },
  QuadraticDiscriminantAnalysis: { load: loadQuadraticDiscriminant, family },
};
