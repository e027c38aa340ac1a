import { failJson, type JsonCursor, NUMBER_KIND } from './json-cursor.ts';

const MAX_EXACT = Number.MAX_SAFE_INTEGER;
/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
];
const HALF_BITS = 134217729; // 2^27 + 1, splits a double into two halves of 26 bits
const LOW_BITS = 33554432; // 2^25
const LEADING_DIGITS = 15;
const MOST_DIGITS = 19;

/**
 * Reads a JSON number (or NaN, Infinity, -Infinity), correctly rounded, and sets `cursor.numberKind`.
 * For kind `big` the result is the nearest double; the exact text lies between the old and the new `pos`.
 *
 * Up to 2^53 times or through a power of ten up to 10^22 is one exact operation (Clinger 1990). Up to 19 digits over
 * such a power is a division in double-double arithmetic (Dekker 1971) whose rounding is checked (Ziv 1991). All
 * else goes to `Number`.
 */
export function scanNumber(cursor: JsonCursor): number {
  const { bytes, end } = cursor;
  const start = cursor.pos;
  let pos = start;
  const negative = bytes[pos] === 0x2d;
  if (negative) pos++;
  let byte = pos < end ? (bytes[pos] as number) : -1;
  if (byte < 0x30 || byte > 0x39) return scanLenientToken(cursor, pos, negative);
  const firstDigit = pos;
  let leading = 0; // the first 15 significant digits
  let trailing = 0; // those after them
  let digits = 0;
  while (byte >= 0x30 && byte <= 0x39) {
    if (digits < LEADING_DIGITS) leading = leading * 10 + (byte - 0x30);
    else trailing = trailing * 10 + (byte - 0x30);
    if (leading !== 0) digits++;
    pos++;
    byte = pos < end ? (bytes[pos] as number) : -1;
  }
  if (bytes[firstDigit] === 0x30 && pos > firstDigit + 1) failJson(firstDigit, 'a number must not begin with 0');
  if (byte !== 0x2e && (byte | 0x20) !== 0x65) {
    cursor.pos = pos;
    return integerValue(cursor, start, negative, leading, trailing, digits);
  }
  let exponent = 0;
  if (byte === 0x2e) {
    const point = ++pos;
    byte = pos < end ? (bytes[pos] as number) : -1;
    while (byte >= 0x30 && byte <= 0x39) {
      if (digits < LEADING_DIGITS) leading = leading * 10 + (byte - 0x30);
      else trailing = trailing * 10 + (byte - 0x30);
      if (leading !== 0) digits++;
      pos++;
      byte = pos < end ? (bytes[pos] as number) : -1;
    }
    if (pos === point) failJson(pos, 'a digit must follow the decimal point');
    exponent = point - pos;
  }
  cursor.pos = pos;
  if ((byte | 0x20) === 0x65) exponent += scanExponent(cursor);
  cursor.numberKind = NUMBER_KIND.float;
  const magnitude = digits <= MOST_DIGITS ? decimalToDouble(leading, trailing, digits, exponent) : -1;
  if (magnitude < 0) return Number(textBetween(bytes, start, cursor.pos));
  return negative ? -magnitude : magnitude;
}

/** The characters of a number token. */
export function textBetween(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode.apply(null, bytes.subarray(start, end) as unknown as number[]);
}

function scanExponent(cursor: JsonCursor): number {
  const { bytes, end } = cursor;
  let pos = cursor.pos + 1;
  const sign = bytes[pos];
  if (sign === 0x2b || sign === 0x2d) pos++;
  const first = pos;
  let value = 0;
  while (pos < end) {
    const digit = (bytes[pos] as number) - 0x30;
    if (digit < 0 || digit > 9) break;
    if (value < 100_000) value = value * 10 + digit;
    pos++;
  }
  if (pos === first) failJson(pos, 'a digit must follow the exponent sign');
  cursor.pos = pos;
  return sign === 0x2d ? -value : value;
}

function integerValue(
  cursor: JsonCursor,
  start: number,
  negative: boolean,
  leading: number,
  trailing: number,
  digits: number,
): number {
  cursor.numberKind = NUMBER_KIND.integer;
  if (digits <= LEADING_DIGITS) return negative && leading !== 0 ? -leading : leading;
  if (digits === LEADING_DIGITS + 1) {
    const value = leading * 10 + trailing; // below 10^16: rounds to more than 2^53 - 1 exactly when it is more
    if (value <= MAX_EXACT) return negative ? -value : value;
  }
  cursor.numberKind = NUMBER_KIND.big;
  return Number(textBetween(cursor.bytes, start, cursor.pos));
}

/** (leading 10^j + trailing) 10^exponent, correctly rounded; -1 when the quick ways cannot tell. */
function decimalToDouble(leading: number, trailing: number, digits: number, exponent: number): number {
  if (leading === 0) return 0;
  if (digits <= LEADING_DIGITS) {
    if (exponent === 0) return leading;
    if (exponent < 0) return exponent >= -22 ? leading / (POWERS_OF_TEN[-exponent] as number) : -1;
    return exponent <= 22 ? leading * (POWERS_OF_TEN[exponent] as number) : -1;
  }
  if (exponent >= 0 || exponent < -22) return -1;
  // The decimal digits as an unevaluated sum: high + low, exact.
  const shift = POWERS_OF_TEN[digits - LEADING_DIGITS] as number;
  const upper = Math.floor(leading / LOW_BITS) * LOW_BITS;
  const lower = (leading - upper) * shift + trailing;
  const scaled = upper * shift;
  const high = scaled + lower;
  const low = lower - (high - scaled);
  // One step of long division by an exact power of ten.
  const divisor = POWERS_OF_TEN[-exponent] as number;
  const quotient = high / divisor;
  const product = quotient * divisor;
  const a = HALF_BITS * quotient;
  const a1 = a - (a - quotient);
  const a2 = quotient - a1;
  const b = HALF_BITS * divisor;
  const b1 = b - (b - divisor);
  const b2 = divisor - b1;
  const productError = a2 * b2 - (product - a1 * b1 - a2 * b1 - a1 * b2);
  const correction = (high - product - productError + low) / divisor;
  // The correction is good to about 2^-100 of the quotient: if both ends round alike, that is the answer.
  const doubt = quotient * 2 ** -95;
  const result = quotient + (correction - doubt);
  return result === quotient + (correction + doubt) ? result : -1;
}

function scanLenientToken(cursor: JsonCursor, pos: number, negative: boolean): number {
  const { bytes, end } = cursor;
  const isInfinity = matchesText(bytes, pos, end, 'Infinity');
  if (!isInfinity && (negative || !matchesText(bytes, pos, end, 'NaN'))) failJson(pos, 'a value was expected');
  cursor.lenient = true;
  cursor.numberKind = NUMBER_KIND.float;
  cursor.pos = pos + (isInfinity ? 8 : 3);
  if (!isInfinity) return Number.NaN;
  return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** True when the ASCII text stands at `pos`. */
export function matchesText(bytes: Uint8Array, pos: number, end: number, text: string): boolean {
  if (end - pos < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[pos + i] !== text.charCodeAt(i)) return false;
  return true;
}
