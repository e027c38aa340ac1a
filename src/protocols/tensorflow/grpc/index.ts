export { decodeTensorflowGrpc, type TensorflowGrpcRequest } from './decode.ts';
export { type AnsweringModel, encodeTensorflowGrpc } from './encode.ts';
export type { ModelSpec } from './model-spec.ts';
export { decodeMetadataRequest, decodeStatusRequest, encodeMetadataGrpc, encodeStatusGrpc } from './questions.ts';
export { TENSORFLOW_GRPC_SERVICES } from './services.table.ts';
