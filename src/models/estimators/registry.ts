import { BOOSTERS } from './boosters/index.ts';
import { BOOSTING } from './boosting/index.ts';
import { CLUSTER } from './cluster/index.ts';
import { DECOMPOSITION } from './decomposition/index.ts';
import { DISCRIMINANT } from './discriminant/index.ts';
import { ENSEMBLE } from './ensemble/index.ts';
import type { EstimatorEntry } from './estimator.ts';
import { KERNEL } from './kernel/index.ts';
import { LIGHTGBM } from './lightgbm/index.ts';
import { LINEAR } from './linear/index.ts';
import { MANIFOLD } from './manifold/index.ts';
import { MIXTURE } from './mixture/index.ts';
import { MLP } from './mlp/index.ts';
import { NAIVE_BAYES } from './naive-bayes/index.ts';
import { NEIGHBORS } from './neighbors/index.ts';
import { PIPELINE } from './pipeline/index.ts';
import { PREPROCESS } from './preprocess/index.ts';
import { SEMI_SUPERVISED } from './semi-supervised/index.ts';
import { SVM } from './svm/index.ts';
import { TEXT } from './text/index.ts';
import { TREES } from './trees/index.ts';
import { XGBOOST } from './xgboost/index.ts';

/** Every class that runs natively, by its name. A family's table lists its own classes. */
export const ESTIMATORS: Readonly<Record<string, EstimatorEntry>> = {
  ...BOOSTERS,
  ...BOOSTING,
  ...CLUSTER,
  ...DECOMPOSITION,
  ...DISCRIMINANT,
  ...ENSEMBLE,
  ...KERNEL,
  ...LIGHTGBM,
  ...LINEAR,
  ...MANIFOLD,
  ...MIXTURE,
  ...MLP,
  ...NAIVE_BAYES,
  ...NEIGHBORS,
  ...PIPELINE,
  ...PREPROCESS,
  ...SEMI_SUPERVISED,
  ...SVM,
  ...TEXT,
  ...TREES,
  ...XGBOOST,
};
