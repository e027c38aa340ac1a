import type { EstimatorEntry } from '../estimator.ts';
import { loadLinearRegression } from './linear-regression.ts';

const regressor: EstimatorEntry = { load: loadLinearRegression, family: 'linear' };

export const LINEAR: Readonly<Record<string, EstimatorEntry>> = {
  ARDRegression: regressor,
  BayesianRidge: regressor,
  ElasticNet: regressor,
  ElasticNetCV: regressor,
  HuberRegressor: regressor,
  Lars: regressor,
  LarsCV: regressor,
  Lasso: regressor,
  LassoCV: regressor,
  LassoLars: regressor,
  LassoLarsCV: regressor,
  LassoLarsIC: regressor,
  LinearRegression: regressor,
  LinearSVR: regressor,
  MultiTaskElasticNet: regressor,
  MultiTaskElasticNetCV: regressor,
  MultiTaskLasso: regressor,
  MultiTaskLassoCV: regressor,
  OrthogonalMatchingPursuit: regressor,
  OrthogonalMatchingPursuitCV: regressor,
  PassiveAggressiveRegressor: regressor,
  QuantileRegressor: regressor,
  Ridge: regressor,
  RidgeCV: regressor,
  SGDRegressor: regressor,
  TheilSenRegressor: regressor,
};
