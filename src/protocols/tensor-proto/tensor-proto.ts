import { Buffer } from 'node:buffer';
import {
  createTensor,
  type Dtype,
  elementCount,
  MAX_DIMENSIONS,
  NUMBER_ARRAYS,
  type NumberDtype,
  type Tensor,
} from '../../payload/index.ts';
import { wireError } from '../protobuf/index.ts';

/** A tensorflow.TensorProto as it was read, from protobuf or from JSON. */
export interface TensorProtoParts {
  /** Its DataType: the number on the wire, or the name in JSON. */
  readonly dtype: number | string;
  readonly shape: readonly number[];
  /** tensor_content: row-major, little-endian. Empty when there is none. */
  readonly content: Uint8Array;
  /** The elements of the list that belongs to the dtype; int64 and uint64 as bigint, half_val as bits, string_val as bytes. */
  readonly values: ArrayLike<number> | ArrayLike<bigint> | ArrayLike<Uint8Array>;
}

/** The lists of a TensorProto, by their names in JSON, with their field numbers. */
export const VALUE_LISTS = {
  boolVal: 11,
  doubleVal: 6,
  floatVal: 5,
  halfVal: 13,
  int64Val: 10,
  intVal: 7,
  stringVal: 8,
  uint32Val: 16,
  uint64Val: 17,
} as const;

export type ValueList = keyof typeof VALUE_LISTS;

/** How one TensorFlow type is held. */
export interface TensorProtoType {
  readonly name: string;
  readonly number: number;
  readonly dtype: Dtype;
  readonly list: ValueList;
  /** Bytes of an element in tensor_content; 0 when it cannot stand there. */
  readonly sizeBytes: number;
  /** True for bfloat16: the upper half of a float32. */
  readonly isBrain?: true;
}

const TYPES: readonly TensorProtoType[] = [
  { name: 'DT_FLOAT', number: 1, dtype: 'float32', list: 'floatVal', sizeBytes: 4 },
  { name: 'DT_DOUBLE', number: 2, dtype: 'float64', list: 'doubleVal', sizeBytes: 8 },
  { name: 'DT_INT32', number: 3, dtype: 'int32', list: 'intVal', sizeBytes: 4 },
  { name: 'DT_UINT8', number: 4, dtype: 'uint8', list: 'intVal', sizeBytes: 1 },
  { name: 'DT_INT16', number: 5, dtype: 'int16', list: 'intVal', sizeBytes: 2 },
  { name: 'DT_INT8', number: 6, dtype: 'int8', list: 'intVal', sizeBytes: 1 },
  { name: 'DT_STRING', number: 7, dtype: 'bytes', list: 'stringVal', sizeBytes: 0 },
  { name: 'DT_INT64', number: 9, dtype: 'int64', list: 'int64Val', sizeBytes: 8 },
  { name: 'DT_BOOL', number: 10, dtype: 'bool', list: 'boolVal', sizeBytes: 1 },
  { name: 'DT_UINT16', number: 17, dtype: 'uint16', list: 'intVal', sizeBytes: 2 },
  { name: 'DT_HALF', number: 19, dtype: 'float16', list: 'halfVal', sizeBytes: 2 },
  { name: 'DT_UINT32', number: 22, dtype: 'uint32', list: 'uint32Val', sizeBytes: 4 },
  { name: 'DT_UINT64', number: 23, dtype: 'uint64', list: 'uint64Val', sizeBytes: 8 },
  // Read only: what is written takes the first type of its dtype.
  { name: 'DT_QINT8', number: 11, dtype: 'int8', list: 'intVal', sizeBytes: 1 },
  { name: 'DT_QUINT8', number: 12, dtype: 'uint8', list: 'intVal', sizeBytes: 1 },
  { name: 'DT_QINT32', number: 13, dtype: 'int32', list: 'intVal', sizeBytes: 4 },
  { name: 'DT_BFLOAT16', number: 14, dtype: 'float32', list: 'halfVal', sizeBytes: 2, isBrain: true },
  { name: 'DT_QINT16', number: 15, dtype: 'int16', list: 'intVal', sizeBytes: 2 },
  { name: 'DT_QUINT16', number: 16, dtype: 'uint16', list: 'intVal', sizeBytes: 2 },
];

/** A list shorter than its shape repeats its last value; a few bytes must not become gigabytes by that. */
const MAX_FILLED = 1024 * 1024;
/** Places that an array without elements may have beside its zero: they cost time in answers. */
const MAX_EMPTY_PLACES = 1_000_000;

/** The type of a TensorProto by its number or name. Throws INVALID_ARGUMENT for one that is no array of numbers, booleans or text. */
export function tensorProtoType(dtype: number | string, field: string): TensorProtoType {
  const found = TYPES.find((type) => type.number === dtype || type.name === dtype);
  if (found !== undefined) return found;
  const known = TYPES.map((type) => type.name).join(', ');
  throw wireError(field, `dtype ${dtype} is not supported; use one of ${known}`);
}

/** The TensorFlow type that holds a dtype; undefined for `json`, which has none. */
export function tensorProtoTypeOf(dtype: Dtype): TensorProtoType | undefined {
  return TYPES.find((type) => type.dtype === (dtype === 'string' ? 'bytes' : dtype));
}

/**
 * Makes the tensor of a TensorProto; dtypes are kept, but DT_STRING becomes `bytes` and DT_BFLOAT16 float32.
 * Throws INVALID_ARGUMENT naming the field when it does not fit its shape.
 */
export function tensorFromProto(parts: TensorProtoParts, field: string): Tensor {
  const type = tensorProtoType(parts.dtype, field);
  checkSizes(parts.shape, field);
  const count = elementCount(parts.shape);
  if (parts.content.length > 0 && type.sizeBytes > 0) return fromContent(type, parts, count, field);
  const given = parts.values.length;
  const shape = `[${parts.shape.join(', ')}]`;
  if (given > count) throw wireError(field, `shape ${shape} needs ${count} values, but ${type.list} has ${given}`);
  if (given < count && count > Math.max(MAX_FILLED, given)) {
    throw wireError(
      field,
      `shape ${shape} needs ${count} values, but ${type.list} has ${given}, too few to be filled up with the last one`,
    );
  }
  return fromValues(type, parts, count);
}

/** Refuses shapes that cost more than their values: negative sizes, many dimensions, and large sizes beside a zero. */
function checkSizes(shape: readonly number[], field: string): void {
  if (shape.length > MAX_DIMENSIONS) throw wireError(field, `more than ${MAX_DIMENSIONS} dimensions`);
  const sizes = `shape [${shape.join(', ')}]`;
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 0))
    throw wireError(field, `${sizes} has a size that cannot be`);
  if (shape.includes(0) && elementCount(shape.filter((size) => size > 0)) > MAX_EMPTY_PLACES) {
    throw wireError(field, `${sizes} is too large for an array without elements`);
  }
}

function fromContent(type: TensorProtoType, parts: TensorProtoParts, count: number, field: string): Tensor {
  const { content, shape } = parts;
  if (content.length !== count * type.sizeBytes) {
    const needed = `${count * type.sizeBytes} bytes`;
    throw wireError(
      field,
      `shape [${shape.join(', ')}] of ${type.name} needs ${needed} of tensorContent, but it has ${content.length}`,
    );
  }
  // A copy, for what stands inside a message need not be aligned.
  const { buffer } = new Uint8Array(content);
  if (type.dtype === 'bool')
    return createTensor(
      'bool',
      shape,
      new Uint8Array(buffer).map((byte) => Math.min(byte, 1)),
    );
  if (type.isBrain) return createTensor('float32', shape, fromBrain(new Uint16Array(buffer)));
  return createNumeric(type.dtype as NumberDtype, shape, new NUMBER_ARRAYS[type.dtype as NumberDtype](buffer));
}

function fromValues(type: TensorProtoType, parts: TensorProtoParts, count: number): Tensor {
  const { shape, values } = parts;
  if (type.dtype === 'bytes') {
    const texts = values as ArrayLike<Uint8Array>;
    const last = texts[texts.length - 1] ?? new Uint8Array(0);
    return createTensor(
      'bytes',
      shape,
      Array.from({ length: count }, (_, i) => texts[i] ?? last),
    );
  }
  const dtype = type.dtype as NumberDtype;
  const array = type.list === 'halfVal' ? new Uint16Array(count) : new NUMBER_ARRAYS[dtype](count);
  array.set(values as never);
  if (values.length > 0) array.fill(array[values.length - 1] as never, values.length);
  if (type.isBrain) return createTensor('float32', shape, fromBrain(array as Uint16Array));
  return createNumeric(dtype, shape, type.list === 'halfVal' ? new Float16Array(array.buffer) : array);
}

/**
 * A tensor as a TensorProto: `content`, or for one element and for text the list of its type, as TensorFlow's own writer does.
 * Undefined for `json` tensors.
 */
export function tensorToProto(tensor: Tensor): (TensorProtoParts & { readonly type: TensorProtoType }) | undefined {
  const type = tensorProtoTypeOf(tensor.dtype);
  if (type === undefined) return undefined;
  const { shape } = tensor;
  const parts = { type, dtype: type.number, shape, content: new Uint8Array(0) };
  if (tensor.dtype === 'string') return { ...parts, values: tensor.data.map((text) => Buffer.from(text, 'utf8')) };
  if (tensor.dtype === 'bytes') return { ...parts, values: tensor.data };
  if (tensor.dtype === 'json') return undefined;
  const { data } = tensor;
  if (data.length !== 1) {
    return { ...parts, values: [], content: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  }
  if (tensor.dtype !== 'float16') return { ...parts, values: data };
  return { ...parts, values: new Uint16Array(data.buffer, data.byteOffset, 1) };
}

function createNumeric(dtype: NumberDtype, shape: readonly number[], data: unknown): Tensor {
  return createTensor(dtype, shape, data as never);
}

/** bfloat16 bits as the float32 numbers that they are. */
function fromBrain(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
}
