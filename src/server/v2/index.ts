export { describeServedModel, readIdentity } from './describe-server.ts';
export { findReadyModel } from './find-ready-model.ts';
export { type InferenceResult, runInference, streamInference } from './run-inference.ts';
export { serverNameOf } from './server-name.ts';
export type { Caller } from './v2-call.ts';
