import { isText } from '../describe-foreign.ts';

/** Protobuf fields of ONNX's ModelProto: ir_version 1, producer_name 2, ..., graph 7, opset_import 8. */
const IR_VERSION = 0x08;
const PRODUCER_OR_LATER = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42];
const HIGHEST_IR_VERSION = 30;

const GRAPH = 0x3a;

/** True when the bytes begin as an ONNX model does: a small ir_version, then another field of the model; or its graph. */
export function isOnnx(bytes: Uint8Array): boolean {
  if (bytes[0] === GRAPH) return !isText(bytes);
  return (
    bytes[0] === IR_VERSION && bytes[1]! > 0 && bytes[1]! <= HIGHEST_IR_VERSION && PRODUCER_OR_LATER.includes(bytes[2]!)
  );
}
