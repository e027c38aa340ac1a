export { type SaidBeside, takeHeaders } from './answer-headers.ts';
export { eventHeaders, eventTrailers, requestEvents, toObject } from './cloud-events.ts';
export { applyContentType, contentTypeOf } from './content-type.ts';
export { decodeRest } from './decode.ts';
export { decodeIndexRest } from './decode-index.ts';
export { encodeRest, responderOf, type V2Answer, type V2Responder } from './encode.ts';
export { encodeErrorRest } from './error-body.ts';
export { DESCRIPTOR_SET_BASE64 } from './gen/descriptor-set.table.ts';
export {
  decodeIndexRequest,
  decodeInferGrpc,
  decodeModelName,
  decodeNamedModel,
  encodeFlagGrpc,
  encodeIndexGrpc,
  encodeInferGrpc,
  encodeModelMetadataGrpc,
  encodeServerMetadataGrpc,
  V2_GRPC_SERVICES,
  type V2GrpcMethod,
  type V2GrpcRequest,
} from './grpc/index.ts';
export {
  describeModel,
  describeServer,
  type ModelMetadata,
  modelMetadataToJson,
  type ServerIdentity,
  type TensorMetadata,
} from './metadata.ts';
export { describeV2Api } from './openapi/describe-api.ts';
export { parseRoute, V2_PATHS, type V2Route, type V2Target } from './routes.ts';
export { type OutputRules, toOutputs } from './to-outputs.ts';
export type { RequestedOutput, V2Request } from './v2-request.ts';
