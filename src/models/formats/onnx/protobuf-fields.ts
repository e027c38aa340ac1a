import { malformed } from '../model-file-error.ts';

/** One field of a protobuf message: its number, and a number (varint) or bytes (text, message, packed list, fixed). */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint;
  readonly bytes: Uint8Array | undefined;
  /** The field as it stands in the message, with its tag. */
  readonly raw: Uint8Array;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Walks the fields of a message in their order. Throws when a length leads out of the message. */
export function* protobufFields(bytes: Uint8Array): Generator<ProtobufField> {
  for (let at = 0; at < bytes.length; ) {
    const from = at;
    const tag = readVarint(bytes, at);
    at = tag.end;
    const number = Number(tag.value >> 3n);
    const wire = Number(tag.value & 7n);
    let size = 0;
    if (wire === VARINT) {
      const { value, end } = readVarint(bytes, at);
      at = end;
      yield { number, value, bytes: undefined, raw: bytes.subarray(from, at) };
      continue;
    }
    if (wire === LENGTH_DELIMITED) {
      const { value, end } = readVarint(bytes, at);
      at = end;
      if (value > BigInt(bytes.length - at)) {
        throw malformed(
          `truncated: field ${number} of the ONNX model has a length of ${value} bytes, but ${bytes.length - at} are left`,
        );
      }
      size = Number(value);
    } else if (wire === FIXED64 || wire === FIXED32) size = wire === FIXED64 ? 8 : 4;
    else throw malformed(`the ONNX model has a field of wire type ${wire}, which protobuf has not`);
    if (at + size > bytes.length) throw malformed(`truncated: the ONNX model ends in field ${number}`);
    yield { number, value: 0n, bytes: bytes.subarray(at, at + size), raw: bytes.subarray(from, at + size) };
    at += size;
  }
}

export function readVarint(bytes: Uint8Array, start: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  for (let at = start, shift = 0n; shift < 70n; at++, shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined) throw malformed('truncated: the ONNX model ends in a number');
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: at + 1 };
  }
  throw malformed('the ONNX model has a number of more than 10 bytes');
}
