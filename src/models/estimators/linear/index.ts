import type { EstimatorEntry } from '../estimator.ts';
import {
  loadLogisticRegression,
  loadMarginClassifier,
  loadRidgeClassifier,
  loadSgdClassifier,
} from './load-classifiers.ts';
import { loadGeneralizedLinear, loadLinearRegression, loadRansac, loadSgdOneClass } from './load-regressors.ts';

const family = 'linear';
const linearRegression: EstimatorEntry = { load: loadLinearRegression, family };
const logisticRegression: EstimatorEntry = { load: loadLogisticRegression, family };
const marginClassifier: EstimatorEntry = { load: loadMarginClassifier, family };
const generalizedLinear: EstimatorEntry = { load: loadGeneralizedLinear, family };
const ridgeClassifier: EstimatorEntry = { load: loadRidgeClassifier, family };

/** Linear models of scikit-learn, by class name. */
export const LINEAR: Readonly<Record<string, EstimatorEntry>> = {
  ARDRegression: linearRegression,
  BayesianRidge: linearRegression,
  ElasticNet: linearRegression,
  ElasticNetCV: linearRegression,
  GammaRegressor: generalizedLinear,
  HuberRegressor: linearRegression,
  Lars: linearRegression,
  LarsCV: linearRegression,
  Lasso: linearRegression,
  LassoCV: linearRegression,
  LassoLars: linearRegression,
  LassoLarsCV: linearRegression,
  LassoLarsIC: linearRegression,
  LinearRegression: linearRegression,
  LinearSVC: marginClassifier,
  LinearSVR: linearRegression,
  LogisticRegression: logisticRegression,
  LogisticRegressionCV: logisticRegression,
  MultiTaskElasticNet: linearRegression,
  MultiTaskElasticNetCV: linearRegression,
  MultiTaskLasso: linearRegression,
  MultiTaskLassoCV: linearRegression,
  OrthogonalMatchingPursuit: linearRegression,
  OrthogonalMatchingPursuitCV: linearRegression,
  PassiveAggressiveClassifier: marginClassifier,
  PassiveAggressiveRegressor: linearRegression,
  Perceptron: marginClassifier,
  PoissonRegressor: generalizedLinear,
  QuantileRegressor: linearRegression,
  RANSACRegressor: { load: loadRansac, family },
  Ridge: linearRegression,
  RidgeCV: linearRegression,
  RidgeClassifier: ridgeClassifier,
  RidgeClassifierCV: ridgeClassifier,
  SGDClassifier: { load: loadSgdClassifier, family },
  SGDOneClassSVM: { load: loadSgdOneClass, family },
  SGDRegressor: linearRegression,
  TheilSenRegressor: linearRegression,
  TweedieRegressor: generalizedLinear,
};
