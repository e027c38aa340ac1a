import {
  createTensor,
  DTYPE_SIZE_BYTES,
  type Dtype,
  elementCount,
  type JsonObject,
  type JsonValue,
  type MessageEncoding,
  type NamedTensor,
  NUMBER_ARRAYS,
  type NumberDtype,
  type Payload,
  type Tensor,
} from '../../../payload/index.ts';
import { paddedSize } from './frame.ts';
import { parseLenient } from './header-json.ts';

const ENCODINGS: ReadonlySet<unknown> = new Set<MessageEncoding>(['json', 'protobuf', 'bytes']);

/** Size in bytes of a described section, without padding. Throws Error when the description has none. */
export function sectionSize(section: JsonValue | undefined): number {
  const size = isObject(section) ? section.size : undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) throw new Error('a section without a size');
  return size;
}

/** A section of an answer as a payload. Numbers are viewed where they lie aligned. Throws Error when it is malformed. */
export function decodeSection(section: JsonObject, bytes: Uint8Array): Payload {
  switch (section.kind) {
    case 'tensor':
      return { kind: 'tensor', tensor: decodeTensor(section, bytes) };
    case 'tensors':
      return { kind: 'tensors', tensors: decodeTensors(section, bytes) };
    case 'list':
      return decodeList(section, bytes);
    case 'json':
      return { kind: 'json', json: { utf8: bytes, lenient: false } };
    case 'string':
      return { kind: 'string', value: decodeText(bytes) };
    case 'bytes':
      return { kind: 'bytes', value: bytes };
    case 'any':
      return { kind: 'any', typeUrl: String(section.typeUrl), value: bytes };
    case 'message':
      if (!ENCODINGS.has(section.encoding)) throw new Error('a message section of an unknown encoding');
      return { kind: 'message', encoding: section.encoding as MessageEncoding, bytes };
    default:
      throw new Error('a section of an unknown kind');
  }
}

export function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeList({ shape }: JsonObject, bytes: Uint8Array): Payload {
  const json = { utf8: bytes, lenient: false };
  return isShape(shape) ? { kind: 'list', json, shape } : { kind: 'list', json };
}

/** Several tensors, each at a place that 8 divides. */
function decodeTensors({ tensors }: JsonObject, bytes: Uint8Array): readonly NamedTensor[] {
  if (!Array.isArray(tensors)) throw new Error('a section of several tensors without a list');
  let at = 0;
  return tensors.map((one: JsonValue) => {
    const size = sectionSize(one);
    if (!isObject(one) || typeof one.name !== 'string' || at + size > bytes.byteLength) {
      throw new Error('a tensor without a name, or beyond its section');
    }
    const tensor = decodeTensor(one, bytes.subarray(at, at + size));
    at += paddedSize(size);
    return { name: one.name, tensor };
  });
}

function decodeTensor(section: JsonObject, bytes: Uint8Array): Tensor {
  const { dtype, shape } = section;
  if (!isShape(shape)) throw new Error('a tensor section without a shape');
  if (dtype === 'string' || dtype === 'bytes' || dtype === 'json') return decodeElements(dtype, shape, bytes);
  const itemBytes = DTYPE_SIZE_BYTES[dtype as Dtype];
  if (itemBytes === undefined) throw new Error('a tensor section of an unknown dtype');
  const count = elementCount(shape);
  if (count * itemBytes !== bytes.byteLength) throw new Error('a tensor section whose shape and size disagree');
  const aligned = bytes.byteOffset % itemBytes === 0 ? bytes : new Uint8Array(bytes);
  const data = new NUMBER_ARRAYS[dtype as NumberDtype](aligned.buffer as ArrayBuffer, aligned.byteOffset, count);
  return { dtype, shape, data } as unknown as Tensor;
}

function decodeElements(dtype: 'string' | 'bytes' | 'json', shape: readonly number[], bytes: Uint8Array): Tensor {
  const elements = parseLenient(decodeText(bytes));
  if (!Array.isArray(elements)) throw new Error(`a ${dtype} tensor that is no list`);
  if (dtype === 'json') return createTensor(dtype, shape, elements);
  const isText = (element: unknown): element is string => typeof element === 'string';
  if (!elements.every(isText)) throw new Error(`a ${dtype} tensor with an element that is no text`);
  if (dtype === 'string') return createTensor(dtype, shape, elements);
  return createTensor(
    dtype,
    shape,
    elements.map((text) => Buffer.from(text, 'base64')),
  );
}

function isShape(shape: JsonValue | undefined): shape is readonly number[] {
  return Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}
