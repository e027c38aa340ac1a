export { firstNumber, readBranch, readRouting } from './branch.ts';
export { carriedForm, readAgainAs, replyIn } from './carried-form.ts';
export { type DecodeOptions, decodeRest, decodeRestRaw } from './decode.ts';
export { type EncodeOptions, encodeRest, type RestAnswer } from './encode.ts';
export { encodeErrorRest } from './error-body.ts';
export { readMessageBody } from './form-body.ts';
export { DESCRIPTOR_SET_BASE64 } from './gen/descriptor-set.table.ts';
export {
  type DecodeGrpcOptions,
  decodeGrpc,
  decodeGrpcRaw,
  type EncodeGrpcOptions,
  encodeGraphMetadataGrpc,
  encodeGrpc,
  encodeMetadataGrpc,
  metricsOfRawMessage,
  SELDON_GRPC_SERVICES,
  type SeldonCallMethod,
  type SeldonDescribeMethod,
  type SeldonGrpcMethod,
  type SeldonInputName,
  type SeldonMessageName,
  type SeldonOutputName,
  seldonMessageFromJson,
  seldonMessageToJson,
} from './grpc/index.ts';
export { type ApiDescription, describeApi } from './openapi/describe-api.ts';
export { makeExample } from './openapi/make-example.ts';
export { readOwnMetrics } from './own-metrics.ts';
export { decodePassthrough } from './passthrough.ts';
export { plainReply } from './plain-json.ts';
export { type RouteTarget, SELDON_ROUTES, type SeldonRoute } from './routes.ts';
export type { DataForm, ReplyForm, SeldonRequest } from './seldon-request.ts';
