export { readTensorProto } from './read-tensor-proto.ts';
export {
  type TensorProtoType,
  tensorFromProto,
  tensorProtoType,
  tensorProtoTypeOf,
  tensorToProto,
  type ValueList,
} from './tensor-proto.ts';
export { writeTensorProto } from './write-tensor-proto.ts';
