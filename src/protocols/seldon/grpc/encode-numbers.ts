import { Buffer } from 'node:buffer';
import { RadiantError } from '../../../base/index.ts';

/** What an answer of numbers is made of. */
export interface NumbersAnswer {
  /** The content of SeldonMessage.meta. */
  readonly meta: Uint8Array;
  /** Undefined for the default names along the second dimension: t:0, t:1, ... */
  readonly names: readonly string[] | undefined;
  /** True for data.ndarray, which needs at least one dimension; false for data.tensor. */
  readonly nested: boolean;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float64Array;
}

const META_TAG = 0x12;
const DATA_TAG = 0x1a;
const NAMES_TAG = 0x0a;
const TENSOR_TAG = 0x12;
const NDARRAY_TAG = 0x1a;
const ELEMENT_TAG = 0x0a;
const NUMBER_TAG = 0x11;
const LIST_TAG = 0x32;
const NUMBER_BYTES = 9;
const LETTER_T = 0x74;
const COLON = 0x3a;
const ZERO = 0x30;
/** No protobuf runtime reads a longer message. */
const MAX_MESSAGE_BYTES = 0x7fffffff;

/** Up to so many values are written one by one, which is cheaper than making a view. */
const FEW = 32;

interface Target {
  readonly bytes: Buffer;
  /** Only when there are many values. */
  readonly view: DataView | undefined;
  at: number;
}

/** Writes a SeldonMessage of numbers in one go: all sizes are worked out first, then one buffer of exactly that size is filled. */
export function encodeNumbers(answer: NumbersAnswer): Uint8Array {
  const { meta, names, nested, shape, values } = answer;
  const listSizes = nested ? sizesOfLists(shape) : [];
  const shapeSize = nested ? 0 : sizeOfVarints(shape);
  const arraySize = nested ? listSizes[0]! : fieldSize(shapeSize) + fieldSize(values.length * 8);
  const namesSize = names === undefined ? sizeOfDefaultNames(shape[1]!) : sizeOfNames(names);
  const dataSize = namesSize + 1 + varintSize(arraySize) + arraySize;
  const total = 1 + varintSize(meta.length) + meta.length + 1 + varintSize(dataSize) + dataSize;
  if (total > MAX_MESSAGE_BYTES) {
    const message = `the answer of shape [${shape.join(', ')}] takes ${total} bytes, more than a protobuf message can have`;
    throw new RadiantError('RESOURCE_EXHAUSTED', message, { reason: 'ANSWER_TOO_LARGE', httpStatus: 500 });
  }
  // Every byte of it is written below.
  const bytes = Buffer.allocUnsafe(total);
  const view = values.length > FEW ? new DataView(bytes.buffer, bytes.byteOffset, total) : undefined;
  const target: Target = { bytes, view, at: 0 };
  putBytes(target, META_TAG, meta);
  putHead(target, DATA_TAG, dataSize);
  if (names === undefined) putDefaultNames(target, shape[1]!);
  else for (const name of names) putText(target, NAMES_TAG, name);
  putHead(target, nested ? NDARRAY_TAG : TENSOR_TAG, arraySize);
  if (nested) putList(target, shape, values, listSizes, 0, 0);
  else putTensor(target, shape, values, shapeSize);
  return bytes;
}

/** Per dimension, the bytes of one ListValue of it; all lists of one dimension are of one size. */
function sizesOfLists(shape: readonly number[]): number[] {
  const sizes = new Array<number>(shape.length).fill(0);
  let inner = NUMBER_BYTES;
  for (let d = shape.length - 1; d >= 0; d--) {
    const list = shape[d]! * (1 + varintSize(inner) + inner);
    sizes[d] = list;
    inner = 1 + varintSize(list) + list;
  }
  return sizes;
}

/** Writes the content of a list of dimension `depth`; gives the index of the value that follows it. */
function putList(
  target: Target,
  shape: readonly number[],
  values: Float64Array,
  sizes: readonly number[],
  depth: number,
  first: number,
): number {
  const count = shape[depth]!;
  if (depth === shape.length - 1) {
    putNumbers(target, values, first, first + count);
    return first + count;
  }
  const inner = sizes[depth + 1]!;
  const valueSize = 1 + varintSize(inner) + inner;
  let next = first;
  for (let i = 0; i < count; i++) {
    putHead(target, ELEMENT_TAG, valueSize);
    putHead(target, LIST_TAG, inner);
    next = putList(target, shape, values, sizes, depth + 1, next);
  }
  return next;
}

function putNumbers(target: Target, values: Float64Array, first: number, end: number): void {
  const { bytes, view } = target;
  let { at } = target;
  for (let i = first; i < end; i++) {
    bytes[at] = ELEMENT_TAG;
    bytes[at + 1] = NUMBER_BYTES;
    bytes[at + 2] = NUMBER_TAG;
    if (view === undefined) bytes.writeDoubleLE(values[i]!, at + 3);
    else view.setFloat64(at + 3, values[i]!, true);
    at += 2 + NUMBER_BYTES;
  }
  target.at = at;
}

function putTensor(target: Target, shape: readonly number[], values: Float64Array, shapeSize: number): void {
  // Fields with nothing in them are left out, as every protobuf writer does.
  if (shapeSize > 0) {
    putHead(target, 0x0a, shapeSize);
    for (const size of shape) putVarint(target, size);
  }
  if (values.length === 0) return;
  putHead(target, 0x12, values.length * 8);
  if (values.length <= FEW) {
    for (let i = 0; i < values.length; i++) target.bytes.writeDoubleLE(values[i]!, target.at + 8 * i);
  } else target.bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), target.at);
  target.at += values.length * 8;
}

function putBytes(target: Target, tag: number, content: Uint8Array): void {
  putHead(target, tag, content.length);
  const { bytes, at } = target;
  if (content.length <= 16) for (let i = 0; i < content.length; i++) bytes[at + i] = content[i]!;
  else bytes.set(content, at);
  target.at = at + content.length;
}

function putText(target: Target, tag: number, text: string): void {
  const size = utf8Size(text);
  if (size !== text.length) {
    putBytes(target, tag, Buffer.from(text, 'utf8'));
    return;
  }
  putHead(target, tag, size);
  for (let i = 0; i < size; i++) target.bytes[target.at + i] = text.charCodeAt(i);
  target.at += size;
}

function putHead(target: Target, tag: number, size: number): void {
  target.bytes[target.at++] = tag;
  putVarint(target, size);
}

function putVarint(target: Target, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    target.bytes[target.at++] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 128);
  }
  target.bytes[target.at++] = rest;
}

function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

function sizeOfVarints(values: readonly number[]): number {
  let size = 0;
  for (let i = 0; i < values.length; i++) size += varintSize(values[i]!);
  return size;
}

function fieldSize(content: number): number {
  return content === 0 ? 0 : 1 + varintSize(content) + content;
}

/** Tag, length, the two letters and the digits. */
function sizeOfDefaultNames(count: number): number {
  let size = 0;
  for (let digits = 1, from = 0; from < count; digits++, from = 10 ** (digits - 1)) {
    size += (Math.min(count, 10 ** digits) - from) * (4 + digits);
  }
  return size;
}

function putDefaultNames(target: Target, count: number): void {
  for (let i = 0; i < count; i++) {
    if (i >= 10) putText(target, NAMES_TAG, `t:${i}`);
    else {
      const { bytes, at } = target;
      bytes[at] = NAMES_TAG;
      bytes[at + 1] = 3;
      bytes[at + 2] = LETTER_T;
      bytes[at + 3] = COLON;
      bytes[at + 4] = ZERO + i;
      target.at = at + 5;
    }
  }
}

function sizeOfNames(names: readonly string[]): number {
  let size = 0;
  for (let i = 0; i < names.length; i++) {
    const bytes = utf8Size(names[i]!);
    size += 1 + varintSize(bytes) + bytes;
  }
  return size;
}

function utf8Size(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return Buffer.byteLength(text, 'utf8');
  return text.length;
}
