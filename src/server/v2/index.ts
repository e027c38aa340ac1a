export { findReadyModel } from './find-ready-model.ts';
export { type InferenceResult, runInference, toResult } from './run-inference.ts';
export { type Caller, V2Call } from './v2-call.ts';
