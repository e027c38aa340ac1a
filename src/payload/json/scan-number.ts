import { decodeAscii } from './decode-text.ts';
import { failJson, type JsonCursor, NUMBER_KIND } from './json-cursor.ts';

const MAX_EXACT = Number.MAX_SAFE_INTEGER;
/** Powers of ten that a double holds exactly. */
const POWERS_OF_TEN: readonly number[] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
];
const MOST_POWER = 22;
const HALF_BITS = 134217729; // 2^27 + 1, splits a double into two halves of 26 bits
/** Digits are gathered in two integers of this many, for those are added up much faster than doubles. */
export const LEADING_DIGITS = 9;
const POINT = 0x2e - 0x30;

/**
 * Reads a JSON number (or NaN, Infinity, -Infinity), correctly rounded, and sets `cursor.numberKind`.
 * For kind `big` the result is the nearest double; the exact text lies between the old and the new `pos`.
 *
 * Up to 2^53 times or through a power of ten up to 10^22 is one exact operation (Clinger 1990). Up to 18 digits over
 * such a power is a division in double-double arithmetic (Dekker 1971) whose rounding is checked (Ziv 1991). All
 * else goes to `Number`.
 */
export function scanNumber(cursor: JsonCursor): number {
  const { bytes, end } = cursor;
  const start = cursor.pos;
  const negative = bytes[start] === 0x2d;
  const first = negative ? start + 1 : start;
  let pos = first;
  let split = first + LEADING_DIGITS; // digits before it go to the upper part
  let upper = 0;
  let lower = 0;
  let fraction = -1; // where the digits after the point begin
  let digit = -1;
  for (; pos < end; pos++) {
    digit = (bytes[pos] as number) - 0x30;
    if (digit < 0 || digit > 9) {
      if (digit !== POINT || fraction >= 0) break;
      fraction = pos + 1;
      split++;
    } else if (pos < split) {
      upper = (upper * 10 + digit) | 0;
      if (upper === 0) split++; // zeros at the front are no significant digits
    } else {
      lower = (lower * 10 + digit) | 0;
    }
  }
  const whole = (fraction < 0 ? pos : fraction - 1) - first;
  if (whole === 0) return scanLenientToken(cursor, first, negative);
  if (whole > 1 && bytes[first] === 0x30) failJson(first, 'a number must not begin with 0');
  if (pos === fraction) failJson(pos, 'a digit must follow the decimal point');
  cursor.pos = pos;
  const lowerDigits = pos > split ? pos - split : 0;
  const hasExponent = pos < end && ((digit + 0x30) | 0x20) === 0x65;
  if (fraction < 0 && !hasExponent) {
    if (lowerDigits > 0) return longInteger(cursor, start, negative, upper, lower, lowerDigits);
    cursor.numberKind = NUMBER_KIND.integer;
    return negative && upper !== 0 ? -upper : upper;
  }
  let exponent = fraction < 0 ? 0 : fraction - pos;
  if (hasExponent) exponent += scanExponent(cursor);
  cursor.numberKind = NUMBER_KIND.float;
  const magnitude = decimalToDouble(upper, lower, lowerDigits, exponent);
  if (magnitude < 0) return readSlowly(cursor, start);
  return negative ? -magnitude : magnitude;
}

function readSlowly(cursor: JsonCursor, start: number): number {
  const number = Number(textBetween(cursor.bytes, start, cursor.pos));
  if (cursor.isStrict && !Number.isFinite(number)) failJson(start, 'the number is greater than a double can be');
  return number;
}

/** The characters of a number token. */
export function textBetween(bytes: Uint8Array, start: number, end: number): string {
  return decodeAscii(bytes, start, end);
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

function longInteger(
  cursor: JsonCursor,
  start: number,
  negative: boolean,
  upper: number,
  lower: number,
  lowerDigits: number,
): number {
  if (lowerDigits <= LEADING_DIGITS) {
    // Rounds to more than 2^53 - 1 exactly when it is more.
    const value = upper * (POWERS_OF_TEN[lowerDigits] as number) + lower;
    if (value <= MAX_EXACT) {
      cursor.numberKind = NUMBER_KIND.integer;
      return negative ? -value : value;
    }
  }
  cursor.numberKind = NUMBER_KIND.big;
  return Number(textBetween(cursor.bytes, start, cursor.pos));
}

/** The digits (upper, and behind it `lowerDigits` more) times 10^exponent, correctly rounded; -1 when the quick ways cannot tell. */
export function decimalToDouble(upper: number, lower: number, lowerDigits: number, exponent: number): number {
  if (upper === 0) return 0;
  if (lowerDigits > LEADING_DIGITS || exponent < -MOST_POWER || exponent > MOST_POWER) return -1;
  const shift = POWERS_OF_TEN[lowerDigits] as number;
  const value = upper * shift + lower;
  if (value <= MAX_EXACT) {
    return exponent < 0 ? value / (POWERS_OF_TEN[-exponent] as number) : value * (POWERS_OF_TEN[exponent] as number);
  }
  return exponent < 0 ? divideLong(upper, shift, lower, POWERS_OF_TEN[-exponent] as number) : -1;
}

/** (upper shift + lower) / divisor, correctly rounded, or -1. The divisor is an exact power of ten. */
function divideLong(upper: number, shift: number, lower: number, divisor: number): number {
  // The dividend as an unevaluated sum: high + low, exact, for 15 bits times 30 bits fit.
  const upperBits = upper & 0x3fff8000;
  const big = upperBits * shift;
  const small = (upper - upperBits) * shift + lower;
  const high = big + small;
  const low = small - (high - big);
  // One step of long division. quotient * divisor is product + productError, exact.
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
  if (cursor.isStrict) failJson(pos, 'NaN and Infinity are no JSON: null stands for a missing number');
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
