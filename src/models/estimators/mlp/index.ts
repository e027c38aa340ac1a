import type { EstimatorEntry } from '../estimator.ts';
import { loadBoltzmannMachine } from './load-boltzmann-machine.ts';
import { loadMlpClassifier } from './load-classifier.ts';
import { loadMlpRegressor } from './load-regressor.ts';

const family = 'mlp';

/** Neural networks of scikit-learn, by class name. */
export const MLP: Readonly<Record<string, EstimatorEntry>> = {
  BernoulliRBM: { load: loadBoltzmannMachine, family },
  MLPClassifier: { load: loadMlpClassifier, family },
  MLPRegressor: { load: loadMlpRegressor, family },
};
