export type { Estimator, InputContract } from './estimators/estimator.ts';
export { loadModel } from './load-model.ts';
