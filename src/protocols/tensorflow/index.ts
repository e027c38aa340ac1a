export { readClassifications, type ScoredClass } from './classifications.ts';
export { decodeTensorflow } from './decode.ts';
export { describeTensorflowApi } from './describe-api.ts';
export {
  encodeMetadata,
  encodeModelList,
  encodeStatus,
  type ModelNames,
  ONLY_VERSION,
  signatureNames,
  type VersionState,
  type VersionStatus,
  versionText,
} from './describe-model.ts';
export { encodeTensorflow } from './encode.ts';
export { encodeTensorflowError } from './error-body.ts';
export { DESCRIPTOR_SET_BASE64 } from './gen/descriptor-set.table.ts';
export {
  decodeMetadataRequest,
  decodeStatusRequest,
  decodeTensorflowGrpc,
  encodeMetadataGrpc,
  encodeStatusGrpc,
  encodeTensorflowGrpc,
  type ModelSpec,
  TENSORFLOW_GRPC_SERVICES,
  type TensorflowGrpcRequest,
} from './grpc/index.ts';
export { readRegressions } from './regressions.ts';
export { type ModelWish, parseTensorflowPath, TENSORFLOW_PREFIX, type TensorflowRoute } from './routes.ts';
export { DEFAULT_OUTPUT, describeSignature, type Signature } from './signature.ts';
export type { TensorflowForm, TensorflowMethod, TensorflowRequest } from './tensorflow-request.ts';
export { toCallOptions } from './to-call-options.ts';
export { toOutputs } from './to-outputs.ts';
