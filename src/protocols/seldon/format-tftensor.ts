import type { Tensor } from '../../payload/index.ts';
import { tensorProtoTypeOf, tensorToProto } from '../tensor-proto/index.ts';

/** True when a tensor can be answered as a TensorProto with its type kept; truth values and texts are lists in every answer. */
export function hasTfType(tensor: Tensor): boolean {
  return tensor.dtype !== 'bool' && tensor.dtype !== 'string' && tensorProtoTypeOf(tensor.dtype) !== undefined;
}

/** A TensorProto in JSON: one element in the value list of its type, more as tensorContent, bytes always as stringVal. */
export function formatTfTensor(tensor: Tensor): string {
  const proto = tensorToProto(tensor);
  if (proto === undefined) throw new TypeError(`dtype ${tensor.dtype} has no TensorFlow type`);
  const dims = tensor.shape.map((size) => `{"size":"${size}"}`).join(',');
  const shape = tensor.shape.length === 0 ? '{}' : `{"dim":[${dims}]}`;
  const head = `{"dtype":"${proto.type.name}","tensorShape":${shape}`;
  if (proto.content.length > 0) return `${head},"tensorContent":"${toBase64(proto.content)}"}`;
  if (proto.values.length === 0) return `${head}}`;
  const isFloat32 = tensor.dtype === 'float32';
  const values = Array.from<number | bigint | Uint8Array, string>(proto.values, (value) =>
    formatValue(value, isFloat32),
  );
  return `${head},"${proto.type.list}":[${values.join(',')}]}`;
}

/** Protobuf's JSON writes integers of 64 bits, and what is not a finite number, as text. */
function formatValue(value: number | bigint | Uint8Array, isFloat32: boolean): string {
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value !== 'number') return `"${toBase64(value)}"`;
  if (!Number.isFinite(value)) return `"${value}"`;
  return isFloat32 ? shortestFloat32(value) : String(value);
}

/** The fewest digits that give the same float32. */
function shortestFloat32(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const number = Number(value.toPrecision(digits));
    if (Math.fround(number) === value) return String(number);
  }
  return String(value);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
