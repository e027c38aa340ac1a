import { createTensor, type Tensor } from '../tensor.ts';
import { type JsonCursor, NUMBER_KIND, peekByte } from './json-cursor.ts';
import { matchesText, scanNumber, textBetween } from './scan-number.ts';

/** numpy's limit (before 2.0), and a guard against bodies made of brackets. */
export const MAX_DIMENSIONS = 32;

/** Longer integer lists are written word by word; for shorter ones making the bigints costs less than a second view. */
const FEW_INTEGERS = 24;
const INT64_LIMIT = 9223372036854775808n;
const UINT64_LIMIT = 18446744073709551616n;

/**
 * Reads a rectangular nested list of numbers straight from JSON bytes into a typed array, in one pass.
 * All integers -> int64 (uint64 when all lie between 2^63 and 2^64), else float64: numpy's rules.
 * With `textNumbers` the texts "NaN", "Infinity" and "-Infinity" count as numbers (protobuf's JSON).
 * Gives undefined, with the cursor where it was, for everything else: whoever called then finds out what it is.
 */
export function scanNumericList(cursor: JsonCursor, textNumbers = false): Tensor | undefined {
  const start = cursor.pos;
  const wasLenient = cursor.lenient;
  const scan = createScan(cursor, textNumbers);
  const tensor = scanLevels(scan) ? toTensor(scan) : undefined;
  if (tensor === undefined) cursor.pos = start;
  // The tokens are numbers now; they are no part of a text that is handed on.
  cursor.lenient = wasLenient;
  return tensor;
}

interface Scan {
  readonly cursor: JsonCursor;
  readonly textNumbers: boolean;
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
  return {
    cursor,
    textNumbers,
    // "1," is the shortest element; numbers of long lists take about 8 bytes, and the array grows when they do not.
    values: new Float64Array(rest <= 32 ? (rest >> 1) + 1 : (rest >> 3) + 16),
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
      if (!scanElements(scan, byte, depth - 1)) return false;
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

/** Reads the numbers of one innermost list, up to its closing bracket. */
function scanElements(scan: Scan, firstByte: number, level: number): boolean {
  const { cursor } = scan;
  let byte = firstByte;
  let size = 0;
  for (;;) {
    if (scan.count === scan.values.length) grow(scan);
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39) || byte === 0x4e || byte === 0x49) {
      const start = cursor.pos;
      scan.values[scan.count] = scanNumber(cursor);
      if (cursor.numberKind !== NUMBER_KIND.integer) noteKind(scan, start);
    } else if (byte !== 0x22 || !scan.textNumbers || !scanTextNumber(scan)) {
      return false;
    }
    scan.count++;
    size++;
    byte = peekByte(cursor);
    if (byte === 0x5d) break;
    if (byte !== 0x2c) return false;
    cursor.pos++;
    byte = peekByte(cursor);
  }
  scan.counts[level] = size;
  return true;
}

function noteKind(scan: Scan, start: number): void {
  const { cursor } = scan;
  if (cursor.numberKind === NUMBER_KIND.float) {
    scan.hasFloat = true;
    return;
  }
  scan.bigs ??= new Map();
  scan.bigs.set(scan.count, BigInt(textBetween(cursor.bytes, start, cursor.pos)));
}

function scanTextNumber(scan: Scan): boolean {
  const { cursor } = scan;
  for (const [text, value] of [
    ['"NaN"', Number.NaN],
    ['"Infinity"', Number.POSITIVE_INFINITY],
    ['"-Infinity"', Number.NEGATIVE_INFINITY],
  ] as const) {
    if (!matchesText(cursor.bytes, cursor.pos, cursor.end, text)) continue;
    cursor.pos += text.length;
    scan.values[scan.count] = value;
    scan.hasFloat = true;
    return true;
  }
  return false;
}

function grow(scan: Scan): void {
  const larger = new Float64Array(scan.values.length * 2 + 8);
  larger.set(scan.values);
  scan.values = larger;
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
    return createTensor('float64', shape, values.length === count ? values : values.slice(0, count));
  }
  if (unsigned > 0) return createTensor('uint64', shape, BigUint64Array.from((bigs as Map<number, bigint>).values()));
  const integers = integersOf(values, count);
  if (bigs !== undefined) for (const [index, big] of bigs) integers[index] = big;
  return createTensor('int64', shape, integers);
}

/** int64 of doubles that hold integers; those beyond 2^53 come out wrong and are set afterwards. */
function integersOf(values: Float64Array, count: number): BigInt64Array {
  if (count <= FEW_INTEGERS) {
    const integers = new BigInt64Array(count);
    for (let i = 0; i < count; i++) integers[i] = BigInt(values[i] as number);
    return integers;
  }
  // Low and high word, the low one first: typed arrays have the machine's order, and every machine that Node has
  // builds for but s390x is little-endian, as are the Python frames.
  const words = new Int32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    words[2 * i] = value;
    words[2 * i + 1] = Math.floor(value / 4294967296);
  }
  return new BigInt64Array(words.buffer);
}
