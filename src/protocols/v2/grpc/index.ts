export { decodeInferGrpc, type V2GrpcRequest } from './decode.ts';
export { decodeIndexRequest, decodeModelName, decodeNamedModel, type NamedModel } from './decode-names.ts';
export {
  encodeFlagGrpc,
  encodeIndexGrpc,
  encodeInferGrpc,
  encodeModelMetadataGrpc,
  encodeServerMetadataGrpc,
} from './encode.ts';
export { V2_GRPC_SERVICES, type V2GrpcMethod } from './services.table.ts';
