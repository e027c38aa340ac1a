/**
 * How far a number may be from Python's, absolute and relative alike, by family of estimators: as far as the reference files
 * allow. Trees are the same sums of the same leaves. What one family computes with a sum in another order, BLAS does too.
 */
export const TOLERANCES: Readonly<Record<string, number>> = {
  boosters: 3e-7,
  boosting: 1e-13,
  kernel: 1e-8,
  lightgbm: 1e-11,
  linear: 1e-10,
  mixture: 1e-8,
  mlp: 1e-10,
  neighbors: 1e-7,
  preprocess: 1e-11,
  svm: 1e-8,
  text: 1e-10,
  trees: 1e-13,
  xgboost: 3e-7,
};

/** Families that the table has not. */
export const OTHER_TOLERANCE = 1e-9;
