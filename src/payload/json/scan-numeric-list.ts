import { createTensor, type Tensor } from '../tensor.ts';
import { type JsonCursor, NUMBER_KIND, peekByte } from './json-cursor.ts';
import { decimalToDouble, LEADING_DIGITS, matchesText, scanNumber, textBetween } from './scan-number.ts';

/** numpy's limit (before 2.0), and a guard against bodies made of brackets. */
export const MAX_DIMENSIONS = 32;

/** Longer integer lists are written word by word; for shorter ones making the bigints costs less than a second view. */
const FEW_INTEGERS = 24;
/** Room at first: V8 keeps arrays of up to 64 bytes in its own heap, which is several times cheaper. */
const FIRST_VALUES = 8;
const INT64_LIMIT = 9223372036854775808n;
const UINT64_LIMIT = 18446744073709551616n;

/**
 * Reads a rectangular nested list of numbers straight from JSON bytes into a typed array, in one pass.
 * All integers -> int64 (uint64 when all lie between 2^63 and 2^64), else float64: numpy's rules.
 * With `textNumbers` the texts "NaN", "Infinity" and "-Infinity" count as numbers (protobuf's JSON); with `asDoubles` integers too
 * become float64, the nearest one, which saves making int64 first for callers that want no integers.
 * Gives undefined, with the cursor where it was, for everything else: whoever called then finds out what it is.
 */
export function scanNumericList(cursor: JsonCursor, textNumbers = false, asDoubles = false): Tensor | undefined {
  const start = cursor.pos;
  const wasLenient = cursor.lenient;
  const scan = createScan(cursor, textNumbers);
  scan.hasFloat = asDoubles;
  const tensor = scanLevels(scan) ? toTensor(scan) : undefined;
  if (tensor === undefined) cursor.pos = start;
  // The tokens are numbers now; they are no part of a text that is handed on.
  cursor.lenient = wasLenient;
  return tensor;
}

interface Scan {
  readonly cursor: JsonCursor;
  readonly textNumbers: boolean;
  readonly start: number;
  values: Float64Array;
  count: number;
  hasFloat: boolean;
  /** Integers that a double cannot hold, by their index. */
  bigs: Map<number, bigint> | undefined;
  /** Length per dimension, -1 while it is not known. */
  readonly shape: number[];
  /** How many elements the open list of each dimension has. */
  readonly counts: number[];
  leafDepth: number;
}

function createScan(cursor: JsonCursor, textNumbers: boolean): Scan {
  const rest = cursor.end - cursor.pos;
  // "1," is the shortest element.
  const most = (rest >> 1) + 1;
  return {
    cursor,
    textNumbers,
    start: cursor.pos,
    values: new Float64Array(Math.min(most, FIRST_VALUES)),
    count: 0,
    hasFloat: false,
    bigs: undefined,
    shape: [],
    counts: [],
    leafDepth: -1,
  };
}

/** True when the whole list was read and is rectangular. */
function scanLevels(scan: Scan): boolean {
  const { cursor, shape, counts } = scan;
  let depth = 0;
  for (;;) {
    const byte = peekByte(cursor);
    if (byte === 0x5b) {
      if (depth === scan.leafDepth || depth === MAX_DIMENSIONS) return false;
      cursor.pos++;
      counts[depth] = 0;
      if (depth === shape.length) shape.push(-1);
      depth++;
      if (peekByte(cursor) !== 0x5d) continue;
    } else {
      if (depth === 0) return false;
      // A list stood here before, even if it was empty.
      if (scan.leafDepth !== depth && (scan.leafDepth !== -1 || shape.length > depth)) return false;
      scan.leafDepth = depth;
      if (!scanElements(scan, depth - 1)) return false;
    }
    // The cursor stands on a closing bracket; outer lists may end here too.
    for (;;) {
      cursor.pos++;
      depth--;
      const size = counts[depth] as number;
      if (shape[depth] === -1) shape[depth] = size;
      else if (shape[depth] !== size) return false;
      if (depth === 0) return true;
      (counts[depth - 1] as number)++;
      const next = peekByte(cursor);
      if (next === 0x2c) {
        cursor.pos++;
        break;
      }
      if (next !== 0x5d) return false;
    }
  }
}

/**
 * Reads the numbers of one innermost list, up to its closing bracket. What nearly all numbers are is read here, in one
 * loop: up to 18 digits, a point perhaps, no exponent, no space. `scanOther` does the rest.
 */
function scanElements(scan: Scan, level: number): boolean {
  const { cursor } = scan;
  const { bytes, end } = cursor;
  const before = scan.count;
  let { values, count, hasFloat } = scan;
  let pos = cursor.pos;
  for (;;) {
    if (count === values.length) values = grow(scan, count, pos);
    const start = pos;
    const negative = bytes[pos] === 0x2d;
    if (negative) pos++;
    const first = pos;
    let split = first + LEADING_DIGITS;
    let upper = 0;
    let lower = 0;
    let fraction = -1;
    let byte = -1;
    for (; pos < end; pos++) {
      byte = bytes[pos] as number;
      const digit = byte - 0x30;
      if (digit < 0 || digit > 9) {
        if (byte !== 0x2e || fraction >= 0) break;
        fraction = pos + 1;
        split++;
      } else if (pos < split) {
        upper = (upper * 10 + digit) | 0;
        if (upper === 0) split++;
      } else {
        lower = (lower * 10 + digit) | 0;
      }
    }
    const isSimple = (byte === 0x2c || byte === 0x5d) && pos !== first && pos !== fraction && fraction !== first + 1;
    let value = -1;
    // A number that begins with 0 has to be looked at: 0.5 is one and 05 is none.
    if (isSimple && pos < end && (bytes[first] !== 0x30 || fraction === first + 2 || pos === first + 1)) {
      if (fraction >= 0) value = decimalToDouble(upper, lower, pos > split ? pos - split : 0, fraction - pos);
      else if (pos <= split) value = upper;
    }
    if (value >= 0) {
      // An integer has no negative zero.
      values[count] = negative && (fraction >= 0 || value !== 0) ? -value : value;
      if (fraction >= 0) hasFloat = true;
    } else {
      cursor.pos = start;
      if (!scanOther(scan, values, count)) return false;
      pos = cursor.pos;
      byte = pos < end ? (bytes[pos] as number) : -1;
    }
    count++;
    if (byte === 0x5d) break;
    if (byte !== 0x2c) return false;
    pos++;
    if (pos < end && (bytes[pos] as number) <= 0x20) {
      cursor.pos = pos;
      peekByte(cursor);
      pos = cursor.pos;
    }
  }
  cursor.pos = pos;
  scan.count = count;
  scan.hasFloat ||= hasFloat;
  scan.counts[level] = count - before;
  return true;
}

/** Reads one element that is no simple number, and the white space behind it. False when it is no number at all. */
function scanOther(scan: Scan, values: Float64Array, index: number): boolean {
  const { cursor } = scan;
  const byte = peekByte(cursor);
  const start = cursor.pos;
  if (byte === 0x22) {
    if (!scan.textNumbers || !scanTextNumber(scan, values, index)) return false;
  } else {
    if (!((byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x4e || byte === 0x49)) return false;
    values[index] = scanNumber(cursor);
    if (cursor.numberKind === NUMBER_KIND.float) scan.hasFloat = true;
    else if (cursor.numberKind === NUMBER_KIND.big) noteBig(scan, index, start);
  }
  peekByte(cursor);
  return true;
}

function noteBig(scan: Scan, index: number, start: number): void {
  const { cursor } = scan;
  scan.bigs ??= new Map();
  scan.bigs.set(index, BigInt(textBetween(cursor.bytes, start, cursor.pos)));
}

function scanTextNumber(scan: Scan, values: Float64Array, index: number): boolean {
  const { cursor } = scan;
  for (const [text, value] of [
    ['"NaN"', Number.NaN],
    ['"Infinity"', Number.POSITIVE_INFINITY],
    ['"-Infinity"', Number.NEGATIVE_INFINITY],
  ] as const) {
    if (!matchesText(cursor.bytes, cursor.pos, cursor.end, text)) continue;
    cursor.pos += text.length;
    values[index] = value;
    scan.hasFloat = true;
    return true;
  }
  return false;
}

/** Makes room for as many elements as there will be when the rest of the bytes is like those before. */
function grow(scan: Scan, count: number, pos: number): Float64Array {
  const { values, start } = scan;
  const rest = scan.cursor.end - pos;
  const more = Math.ceil(rest / ((pos - start) / count));
  const larger = new Float64Array(count + Math.min(more + (more >> 4) + FIRST_VALUES, (rest >> 1) + 1));
  larger.set(values);
  scan.values = larger;
  return larger;
}

function toTensor(scan: Scan): Tensor | undefined {
  const { shape, count, values, bigs } = scan;
  let unsigned = 0;
  if (bigs !== undefined) {
    for (const big of bigs.values()) {
      if (big >= UINT64_LIMIT || big < -INT64_LIMIT) return undefined;
      if (big >= INT64_LIMIT) unsigned++;
    }
  }
  // numpy has no integers in an empty list, and no integer type for both sides of 2^63.
  if (scan.hasFloat || count === 0 || (unsigned > 0 && unsigned < count)) {
    return createTensor('float64', shape, exactLength(values, count));
  }
  if (unsigned > 0) return createTensor('uint64', shape, BigUint64Array.from((bigs as Map<number, bigint>).values()));
  const integers = integersOf(values, count);
  if (bigs !== undefined) for (const [index, big] of bigs) integers[index] = big;
  return createTensor('int64', shape, integers);
}

/** The first elements: a copy where they are few, for asking for the buffer moves the array out of V8's heap. */
function exactLength(values: Float64Array, count: number): Float64Array {
  if (values.length === count) return values;
  if (count > FIRST_VALUES) return new Float64Array(values.buffer, 0, count);
  const exact = new Float64Array(count);
  for (let i = 0; i < count; i++) exact[i] = values[i] as number;
  return exact;
}

/** int64 of doubles that hold integers, in the place of a long list; those beyond 2^53 come out wrong and are set afterwards. */
function integersOf(values: Float64Array, count: number): BigInt64Array {
  if (count <= FEW_INTEGERS) {
    const integers = new BigInt64Array(count);
    for (let i = 0; i < count; i++) integers[i] = BigInt(values[i] as number);
    return integers;
  }
  // Low and high word, the low one first: typed arrays have the machine's order, and every machine that Node has
  // builds for but s390x is little-endian, as are the Python frames.
  const words = new Int32Array(values.buffer, 0, count * 2);
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    words[2 * i] = value;
    words[2 * i + 1] = Math.floor(value / 4294967296);
  }
  return new BigInt64Array(values.buffer, 0, count);
}
