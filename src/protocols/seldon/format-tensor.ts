import {
  elementCount,
  formatFloat,
  formatJson,
  formatNonFinite,
  type JsonValue,
  type Tensor,
} from '../../payload/index.ts';
import { badAnswer } from './bad-data.ts';

/** Rows at least this long are written by JSON.stringify, which is quicker per number but has a price per call. */
const LONG_ROW = 8;
const MAX_EMPTY_LISTS = 1_000_000;
/** Flat values are written in pieces of this many. */
const PIECE = 1024;

/** How numbers are written. */
export interface NumberStyle {
  /** Integers too are written as floats, `1.0`, as protobuf's JSON does. */
  readonly asFloats: boolean;
  /** What is not a finite number is written as the texts of protobuf's JSON, "NaN". */
  readonly asTexts: boolean;
}

/** The elements one after the other, separated by commas. */
export function formatFlat(tensor: Tensor, style: NumberStyle): string {
  const count = tensor.data.length;
  if (count <= PIECE) return formatElements(tensor, 0, count, style);
  let text = formatElements(tensor, 0, PIECE, style);
  for (let from = PIECE; from < count; from += PIECE) {
    text += `,${formatElements(tensor, from, Math.min(from + PIECE, count), style)}`;
  }
  return text;
}

/** Nested lists; a tensor without dimensions is its one element. */
export function formatNested(tensor: Tensor, style: NumberStyle): string {
  const { shape } = tensor;
  if (shape.length === 0) return formatElements(tensor, 0, 1, style);
  assertFewEmptyLists(shape);
  return formatLevel(tensor, 0, 0, tensor.data.length, style);
}

/** Lists without elements cost time and place nevertheless. Throws UNKNOWN: the answer is the component's. */
export function assertFewEmptyLists(shape: readonly number[]): void {
  if (elementCount(shape) > 0 || elementCount(shape.filter((size) => size > 0)) <= MAX_EMPTY_LISTS) return;
  throw badAnswer(`an answer of shape [${shape.join(', ')}] would be empty lists only`);
}

function formatLevel(tensor: Tensor, axis: number, from: number, to: number, style: NumberStyle): string {
  const { shape } = tensor;
  if (axis === shape.length - 1) return `[${formatElements(tensor, from, to, style)}]`;
  const size = shape[axis] as number;
  if (size === 0) return '[]';
  if (axis === shape.length - 2 && (tensor.dtype === 'float64' || tensor.dtype === 'float32')) {
    const text = formatFractionRows(tensor.data, shape[axis + 1] as number, from, to);
    if (text !== undefined) return text;
  }
  const step = (to - from) / size;
  let text = `[${formatLevel(tensor, axis + 1, from, from + step, style)}`;
  for (let i = 1; i < size; i++) {
    text += `,${formatLevel(tensor, axis + 1, from + i * step, from + (i + 1) * step, style)}`;
  }
  return `${text}]`;
}

function formatElements(tensor: Tensor, from: number, to: number, style: NumberStyle): string {
  if (from === to) return '';
  switch (tensor.dtype) {
    case 'float64':
    case 'float32':
    case 'float16':
      return formatFloats(tensor.data, from, to, style);
    case 'int64':
    case 'uint64':
      return formatBigIntegers(tensor.data, from, to, style);
    case 'bool':
      return join(tensor.data, from, to, (value) => (value === 0 ? 'false' : 'true'));
    case 'string':
      return join(tensor.data, from, to, (value) => JSON.stringify(value));
    case 'bytes':
      return join(tensor.data, from, to, (value) => JSON.stringify(Buffer.from(value).toString()));
    case 'json':
      return join(tensor.data, from, to, (value) => formatJson((value ?? null) as JsonValue));
    default:
      return join(tensor.data, from, to, style.asFloats ? formatFloat : String);
  }
}

function join<T>(data: ArrayLike<T>, from: number, to: number, format: (value: T) => string): string {
  let text = format(data[from] as T);
  for (let i = from + 1; i < to; i++) text += `,${format(data[i] as T)}`;
  return text;
}

function formatBigIntegers(data: BigInt64Array | BigUint64Array, from: number, to: number, style: NumberStyle): string {
  if (to - from >= LONG_ROW && !style.asFloats) {
    const numbers = safeIntegers(data, from, to);
    if (numbers !== undefined) return JSON.stringify(numbers).slice(1, -1);
  }
  let text = '';
  for (let i = from; i < to; i++) {
    const big = data[i] as bigint;
    const value = Number(big);
    if (i !== from) text += ',';
    if (style.asFloats) text += formatFloat(value);
    // Text of a number is quicker to make than text of a bigint.
    else text += Number.isSafeInteger(value) ? value : big;
  }
  return text;
}

/** The elements as numbers, read by their halves without making bigints; undefined when one is beyond 2^53. */
function safeIntegers(data: BigInt64Array | BigUint64Array, from: number, to: number): number[] | undefined {
  const offset = data.byteOffset + from * 8;
  const low = new Uint32Array(data.buffer, offset, (to - from) * 2);
  const high = data instanceof BigInt64Array ? new Int32Array(data.buffer, offset, (to - from) * 2) : low;
  const numbers = new Array<number>(to - from);
  for (let i = 0; i < numbers.length; i++) {
    const value = (high[2 * i + 1] as number) * 4294967296 + (low[2 * i] as number);
    if (!Number.isSafeInteger(value)) return undefined;
    numbers[i] = value;
  }
  return numbers;
}

type Floats = Float64Array | Float32Array | Float16Array;

function formatFloats(data: Floats, from: number, to: number, style: NumberStyle): string {
  if (to - from >= LONG_ROW) {
    const numbers = fractions(data, from, to);
    if (numbers !== undefined) return JSON.stringify(numbers).slice(1, -1);
  }
  let text = formatOne(data[from] as number, style);
  for (let i = from + 1; i < to; i++) text += `,${formatOne(data[i] as number, style)}`;
  return text;
}

/** The elements, if no number among them would lose its point or has no place in JSON. */
function fractions(data: Floats, from: number, to: number): number[] | undefined {
  const numbers = new Array<number>(to - from);
  for (let i = from; i < to; i++) {
    const value = data[i] as number;
    // An infinity is its own whole part.
    if (value === Math.trunc(value) || Number.isNaN(value)) return undefined;
    numbers[i - from] = value;
  }
  return numbers;
}

/** All rows of a matrix of fractions in one call; undefined when one has another number, or when there are few. */
function formatFractionRows(data: Floats, columns: number, from: number, to: number): string | undefined {
  if (to - from < LONG_ROW * 4 || columns === 0) return undefined;
  const rows: number[][] = [];
  for (let start = from; start < to; start += columns) {
    const row = fractions(data, start, start + columns);
    if (row === undefined) return undefined;
    rows.push(row);
  }
  return JSON.stringify(rows);
}

function formatOne(value: number, style: NumberStyle): string {
  if (value === Math.trunc(value) || Number.isNaN(value)) {
    if (Number.isFinite(value)) return formatFloat(value);
    return style.asTexts ? `"${value}"` : formatNonFinite(value);
  }
  return String(value);
}
