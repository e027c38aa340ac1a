import type { EstimatorEntry } from '../estimator.ts';
import { loadSupportVectorClassifier } from './load-classifier.ts';
import { loadOneClass, loadSupportVectorRegressor } from './load-regressor.ts';

export { readMachineWeights } from './read-machine-weights.ts';

const family = 'svm';

/** Support vector machines of scikit-learn that libsvm makes, by class name. */
export const SVM: Readonly<Record<string, EstimatorEntry>> = {
  NuSVC: { load: loadSupportVectorClassifier, family },
  NuSVR: { load: loadSupportVectorRegressor, family },
  OneClassSVM: { load: loadOneClass, family },
  SVC: { load: loadSupportVectorClassifier, family },
  SVR: { load: loadSupportVectorRegressor, family },
};
