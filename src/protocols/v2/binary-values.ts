import { Buffer, isUtf8 } from 'node:buffer';
import { createTensor, type NamedTensor, NUMBER_ARRAYS, type NumberDtype, type Tensor } from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';
import type { DatatypeEntry } from './datatypes.table.ts';
import { resolveShape } from './resolve-shape.ts';

/**
 * A tensor of its binary form: numbers little-endian one after the other, viewed where they lie aligned, else copied at once; BYTES as a
 * length of four bytes and the content, for each element. Throws INVALID_ARGUMENT naming `where` when bytes and shape disagree.
 */
export function decodeBinary(
  entry: DatatypeEntry,
  datatype: string,
  shape: readonly number[],
  bytes: Uint8Array,
  where: string,
): Tensor {
  const { dtype, sizeBytes } = entry;
  if (sizeBytes === undefined) {
    const elements = splitElements(bytes, where);
    const resolved = resolveShape(shape, elements.length, where);
    return elements.every((element) => isUtf8(element))
      ? createTensor(
          'string',
          resolved,
          elements.map((element) => Buffer.from(element.buffer, element.byteOffset, element.length).toString()),
        )
      : createTensor('bytes', resolved, elements);
  }
  if (bytes.length % sizeBytes !== 0) {
    throw badRequest(`${where}: ${bytes.length} bytes are no whole number of ${datatype} values of ${sizeBytes} bytes`);
  }
  const count = bytes.length / sizeBytes;
  const resolved = resolveShape(shape, count, where);
  if (datatype === 'BF16') return createTensor('float32', resolved, widen(bytes, count));
  const aligned = bytes.byteOffset % sizeBytes === 0 ? bytes : new Uint8Array(bytes);
  const data = new NUMBER_ARRAYS[dtype as NumberDtype](aligned.buffer as ArrayBuffer, aligned.byteOffset, count);
  return { dtype, shape: resolved, data: dtype === 'bool' ? toTruth(data as Uint8Array) : data } as unknown as Tensor;
}

/** The binary form of a tensor: numbers are viewed, not copied. */
export function encodeBinary({ tensor }: NamedTensor): Uint8Array {
  switch (tensor.dtype) {
    case 'string':
      return joinElements(tensor.data.map((text) => Buffer.from(text)));
    case 'bytes':
      return joinElements(tensor.data);
    case 'json':
      return joinElements(tensor.data.map((value) => Buffer.from(JSON.stringify(value))));
    default:
      return new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  }
}

function splitElements(bytes: Uint8Array, where: string): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + 4;
    const end = start <= bytes.length ? start + view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw badRequest(`${where}: the binary data ends inside of element ${elements.length}`);
    elements.push(bytes.subarray(start, end));
    at = end;
  }
  return elements;
}

function joinElements(elements: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const element of elements) size += 4 + element.length;
  const joined = Buffer.allocUnsafe(size);
  let at = 0;
  for (const element of elements) {
    joined.writeUInt32LE(element.length, at);
    joined.set(element, at + 4);
    at += 4 + element.length;
  }
  return joined;
}

/** bfloat16 is the upper half of a float32. */
function widen(bytes: Uint8Array, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = new Uint32Array(count);
  for (let i = 0; i < count; i++) words[i] = view.getUint16(2 * i, true) << 16;
  return new Float32Array(words.buffer);
}

/** Any byte but 0 is true; ours are 0 and 1. */
function toTruth(bytes: Uint8Array): Uint8Array {
  return bytes.every((byte) => byte <= 1) ? bytes : bytes.map((byte) => (byte === 0 ? 0 : 1));
}
