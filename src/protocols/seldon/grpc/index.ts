export { type DecodeGrpcOptions, decodeGrpc, decodeGrpcRaw } from './decode.ts';
export { type EncodeGrpcOptions, encodeGrpc } from './encode.ts';
export { encodeGraphMetadataGrpc, encodeMetadataGrpc } from './encode-metadata.ts';
export { metricsOfRawMessage } from './encode-raw-message.ts';
export { type SeldonMessageName, seldonMessageFromJson, seldonMessageToJson } from './message-json.ts';
export {
  SELDON_GRPC_SERVICES,
  type SeldonCallMethod,
  type SeldonDescribeMethod,
  type SeldonGrpcMethod,
  type SeldonInputName,
  type SeldonOutputName,
} from './services.table.ts';
