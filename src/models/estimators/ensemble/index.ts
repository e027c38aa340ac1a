import type { EstimatorEntry } from '../estimator.ts';
import { loadCalibrated } from './load-calibrated.ts';
import { loadChain, loadMultiOutputClassifier, loadMultiOutputRegressor } from './load-multi-output.ts';
import { loadConstantPredictor, loadOneVersusOne, loadOneVersusRest, loadOutputCode } from './load-one-versus.ts';
import { loadStackingClassifier, loadStackingRegressor } from './load-stacking.ts';
import { loadVotingClassifier, loadVotingRegressor } from './load-voting.ts';
import { loadFixedThreshold, loadFrozen, loadSearch, loadSelfTraining, loadTunedThreshold } from './load-wrappers.ts';

const family = 'ensemble';

/** Estimators made of estimators of any kind, by class name. */
export const ENSEMBLE: Readonly<Record<string, EstimatorEntry>> = {
  CalibratedClassifierCV: { load: loadCalibrated, family },
  ClassifierChain: { load: loadChain, family },
  FixedThresholdClassifier: { load: loadFixedThreshold, family },
  FrozenEstimator: { load: loadFrozen, family },
  GridSearchCV: { load: loadSearch, family },
  HalvingGridSearchCV: { load: loadSearch, family },
  HalvingRandomSearchCV: { load: loadSearch, family },
  MultiOutputClassifier: { load: loadMultiOutputClassifier, family },
  MultiOutputRegressor: { load: loadMultiOutputRegressor, family },
  OneVsOneClassifier: { load: loadOneVersusOne, family },
  OneVsRestClassifier: { load: loadOneVersusRest, family },
  OutputCodeClassifier: { load: loadOutputCode, family },
  RandomizedSearchCV: { load: loadSearch, family },
  RegressorChain: { load: loadChain, family },
  SelfTrainingClassifier: { load: loadSelfTraining, family },
  StackingClassifier: { load: loadStackingClassifier, family },
  StackingRegressor: { load: loadStackingRegressor, family },
  TunedThresholdClassifierCV: { load: loadTunedThreshold, family },
  VotingClassifier: { load: loadVotingClassifier, family },
  VotingRegressor: { load: loadVotingRegressor, family },
  _ConstantPredictor: { load: loadConstantPredictor, family },
};
