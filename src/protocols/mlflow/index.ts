export { decodeInvocations } from './decode.ts';
export { describeMlflowApi } from './describe-api.ts';
export { encodePredictions } from './encode.ts';
export { encodeMlflowError } from './error-body.ts';
export type { MlflowRequest } from './mlflow-request.ts';
