import type { EstimatorEntry } from '../estimator.ts';
import { loadDiscretizer } from './load-discretizer.ts';
import { loadFunctionTransformer } from './load-function.ts';
import { loadIterativeImputer } from './load-iterative-imputer.ts';
import {
  loadAdditiveChi2,
  loadCountSketch,
  loadFourierSampler,
  loadKernelCenterer,
  loadNystroem,
} from './load-kernel-maps.ts';
import { loadKnnImputer } from './load-knn-imputer.ts';
import { loadLabelBinarizer, loadLabelEncoder, loadMultiLabelBinarizer } from './load-label-encoders.ts';
import { loadMissingIndicator } from './load-missing-indicator.ts';
import { loadOneHotEncoder } from './load-one-hot.ts';
import { loadOrdinalEncoder } from './load-ordinal.ts';
import { loadPolynomial } from './load-polynomial.ts';
import { loadPowerTransformer } from './load-power.ts';
import { loadQuantileTransformer } from './load-quantile.ts';
import { loadBinarizer, loadNormalizer } from './load-row-maps.ts';
import { loadMaxAbsScaler, loadMinMaxScaler, loadRobustScaler, loadStandardScaler } from './load-scalers.ts';
import {
  loadEliminator,
  loadMaskSelector,
  loadSelectFromModel,
  loadUnivariateSelector,
  loadVarianceThreshold,
} from './load-selectors.ts';
import { loadSimpleImputer } from './load-simple-imputer.ts';
import { loadSpline } from './load-spline.ts';
import { loadTargetEncoder } from './load-target-encoder.ts';

const family = 'preprocess';

/** Scalers, encoders, imputers and feature selection of scikit-learn, by class name. */
export const PREPROCESS: Readonly<Record<string, EstimatorEntry>> = {
  AdditiveChi2Sampler: { load: loadAdditiveChi2, family },
  Binarizer: { load: loadBinarizer, family },
  FunctionTransformer: { load: loadFunctionTransformer, family },
  GenericUnivariateSelect: { load: loadUnivariateSelector, family },
  IterativeImputer: { load: loadIterativeImputer, family },
  KBinsDiscretizer: { load: loadDiscretizer, family },
  KernelCenterer: { load: loadKernelCenterer, family },
  KNNImputer: { load: loadKnnImputer, family },
  LabelBinarizer: { load: loadLabelBinarizer, family },
  LabelEncoder: { load: loadLabelEncoder, family },
  MaxAbsScaler: { load: loadMaxAbsScaler, family },
  MinMaxScaler: { load: loadMinMaxScaler, family },
  MissingIndicator: { load: loadMissingIndicator, family },
  MultiLabelBinarizer: { load: loadMultiLabelBinarizer, family },
  Normalizer: { load: loadNormalizer, family },
  Nystroem: { load: loadNystroem, family },
  OneHotEncoder: { load: loadOneHotEncoder, family },
  OrdinalEncoder: { load: loadOrdinalEncoder, family },
  PolynomialCountSketch: { load: loadCountSketch, family },
  PolynomialFeatures: { load: loadPolynomial, family },
  PowerTransformer: { load: loadPowerTransformer, family },
  QuantileTransformer: { load: loadQuantileTransformer, family },
  RBFSampler: { load: loadFourierSampler, family },
  RFE: { load: loadEliminator, family },
  RFECV: { load: loadEliminator, family },
  RobustScaler: { load: loadRobustScaler, family },
  SelectFdr: { load: loadUnivariateSelector, family },
  SelectFpr: { load: loadUnivariateSelector, family },
  SelectFromModel: { load: loadSelectFromModel, family },
  SelectFwe: { load: loadUnivariateSelector, family },
  SelectKBest: { load: loadUnivariateSelector, family },
  SelectPercentile: { load: loadUnivariateSelector, family },
  SequentialFeatureSelector: { load: loadMaskSelector, family },
  SimpleImputer: { load: loadSimpleImputer, family },
  SkewedChi2Sampler: { load: loadFourierSampler, family },
  SplineTransformer: { load: loadSpline, family },
  StandardScaler: { load: loadStandardScaler, family },
  TargetEncoder: { load: loadTargetEncoder, family },
  VarianceThreshold: { load: loadVarianceThreshold, family },
};
