import {
  createTensor,
  type Dtype,
  MAX_DIMENSIONS,
  NUMBER_ARRAYS,
  type Outcome,
  type Tensor,
} from '../../payload/index.ts';
import { type NpyHeader, parseNpyHeader } from './npy-header.ts';
import { type BodyForm, badBody, type PlainBody } from './plain-body.ts';

const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);
const MAX_HEADER_BYTES = 64 * 1024;

/** An array as numpy's `save` writes it. Source: numpy.lib.format, versions 1 to 3. */
export const NPY: BodyForm = { decode: decodeNpy, encode: encodeNpy };

/** Whether a body begins as an NPY file does. */
export function isNpy(body: Uint8Array): boolean {
  return MAGIC.every((byte, i) => body[i] === byte);
}

/** The array of an NPY file; dtype and shape are its own. Throws INVALID_ARGUMENT for objects (which are pickles), complex numbers and records. */
export function decodeNpy(body: Uint8Array): PlainBody {
  if (!isNpy(body)) {
    throw badBody('the body is no NPY file: it does not begin with \\x93NUMPY (numpy.save writes it)');
  }
  const version = body[6] ?? 0;
  if (version < 1 || version > 3) throw badBody(`NPY: format version ${version} is not known`);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const start = version === 1 ? 10 : 12;
  if (body.length < start) throw badBody('NPY: cut off inside the header');
  const size = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (size > MAX_HEADER_BYTES) throw badBody(`NPY: a header of ${size} bytes`);
  if (body.length < start + size) throw badBody('NPY: cut off inside the header');
  const header = parseNpyHeader(new TextDecoder('latin1').decode(body.subarray(start, start + size)));
  const tensor = toTensor(header, body.subarray(start + size));
  return { tensors: [{ name: '', tensor }], isTable: false, hasNames: false };
}

function toTensor(header: NpyHeader, content: Uint8Array): Tensor {
  const { shape, type } = header;
  if (shape.length > MAX_DIMENSIONS) throw badBody(`NPY: more than ${MAX_DIMENSIONS} dimensions`);
  const count = shape.reduce((product, length) => product * length, 1);
  const needed = count * type.sizeBytes;
  const text = `shape [${shape.join(', ')}]`;
  if (!Number.isSafeInteger(needed) || content.length !== needed) {
    throw badBody(`NPY: ${text} needs ${needed} bytes, but ${content.length} follow the header`);
  }
  // Without bytes an element, or without elements, a size costs nothing to announce.
  if ((needed === 0 && count > 0) || shape.some((length) => length > 2 ** 31))
    throw badBody(`NPY: ${text} is too large`);
  if (needed === 0 && shape.reduce((product, length) => product * (length || 1), 1) > 1_000_000) {
    throw badBody(`NPY: ${text} is too large for an array without elements`);
  }
  const ordered = header.isColumnMajor && shape.length > 1 ? toRowMajor(content, shape, type.sizeBytes) : content;
  return readElements(type, shape, ordered, count);
}

function readElements(
  { dtype, sizeBytes, isBigEndian }: NpyHeader['type'],
  shape: readonly number[],
  content: Uint8Array,
  count: number,
): Tensor {
  if (dtype === 'bytes') {
    return createTensor(
      'bytes',
      shape,
      Array.from({ length: count }, (_, i) => trim(content.subarray(i * sizeBytes, (i + 1) * sizeBytes))),
    );
  }
  if (dtype === 'string') {
    const points = new Uint32Array(copy(content, 4, isBigEndian).buffer);
    const width = sizeBytes / 4;
    return createTensor(
      'string',
      shape,
      Array.from({ length: count }, (_, i) => readText(points.subarray(i * width, (i + 1) * width))),
    );
  }
  const { buffer } = copy(content, sizeBytes, isBigEndian);
  if (dtype === 'bool')
    return createTensor(
      'bool',
      shape,
      new Uint8Array(buffer).map((byte) => Math.min(byte, 1)),
    );
  return createTensor(dtype, shape, new NUMBER_ARRAYS[dtype](buffer) as never);
}

/** An aligned copy in the order of this machine. */
function copy(content: Uint8Array, size: number, isBigEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(content);
  if (!isBigEndian || size === 1) return bytes;
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}

/** numpy fills texts and bytes with zeros. */
function trim(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.slice(0, end);
}

function readText(points: Uint32Array): string {
  let end = points.length;
  while (end > 0 && points[end - 1] === 0) end--;
  let text = '';
  for (let i = 0; i < end; i++) {
    const point = points[i]!;
    if (point > 0x10ffff) throw badBody(`NPY: ${point} is no character`);
    text += String.fromCodePoint(point);
  }
  return text;
}

function toRowMajor(content: Uint8Array, shape: readonly number[], size: number): Uint8Array {
  const ordered = new Uint8Array(content.length);
  const index = new Array<number>(shape.length).fill(0);
  const strides: number[] = [];
  let stride = size;
  for (const length of shape) {
    strides.push(stride);
    stride *= length;
  }
  for (let to = 0; to < content.length; to += size) {
    let from = 0;
    for (let axis = 0; axis < shape.length; axis++) from += index[axis]! * strides[axis]!;
    for (let i = 0; i < size; i++) ordered[to + i] = content[from + i]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return ordered;
}

const CODES: Readonly<Partial<Record<Dtype, string>>> = {
  bool: '|b1',
  int8: '|i1',
  int16: '<i2',
  int32: '<i4',
  int64: '<i8',
  uint8: '|u1',
  uint16: '<u2',
  uint32: '<u4',
  uint64: '<u8',
  float16: '<f2',
  float32: '<f4',
  float64: '<f8',
};

/** Numbers, truth values and texts; undefined for what numpy would pickle. */
function encodeNpy({ payload }: Outcome): Uint8Array | undefined {
  const tensors = payload.kind === 'tensors' ? payload.tensors : [];
  const tensor = payload.kind === 'tensor' ? payload.tensor : tensors.length === 1 ? tensors[0]?.tensor : undefined;
  if (tensor === undefined || tensor.dtype === 'json' || tensor.dtype === 'bytes') return undefined;
  if (tensor.dtype === 'string') {
    const texts = tensor.data.map((text) => Array.from(text, (character) => character.codePointAt(0)!));
    // A numpy text cannot end in zeros.
    if (texts.some((points) => points.at(-1) === 0)) return undefined;
    const width = texts.reduce((longest, points) => Math.max(longest, points.length), 1);
    if (width * texts.length > 2 ** 28) return undefined;
    const content = new Uint32Array(width * texts.length);
    for (const [i, points] of texts.entries()) content.set(points, i * width);
    return assemble(`<U${width}`, tensor.shape, new Uint8Array(content.buffer));
  }
  const { data } = tensor;
  return assemble(CODES[tensor.dtype]!, tensor.shape, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function assemble(code: string, shape: readonly number[], content: Uint8Array): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${code}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const bytes = new Uint8Array(10 + padded.length + content.length);
  bytes.set(MAGIC);
  bytes.set([1, 0, padded.length & 0xff, padded.length >> 8], 6);
  bytes.set(new TextEncoder().encode(padded), 10);
  bytes.set(content, 10 + padded.length);
  return bytes;
}
