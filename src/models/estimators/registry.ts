import type { EstimatorEntry } from './estimator.ts';
import { LINEAR } from './linear/index.ts';
import { MLP } from './mlp/index.ts';
import { NAIVE_BAYES } from './naive-bayes/index.ts';
import { NEIGHBORS } from './neighbors/index.ts';
import { SVM } from './svm/index.ts';
import { TREES } from './trees/index.ts';

/** Every class that runs natively, by its name. A family's table lists its own classes. */
export const ESTIMATORS: Readonly<Record<string, EstimatorEntry>> = {
  ...LINEAR,
  ...MLP,
  ...NAIVE_BAYES,
  ...NEIGHBORS,
  ...SVM,
  ...TREES,
};
