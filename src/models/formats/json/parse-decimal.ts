/** Powers of ten that a double holds exactly. */
const EXACT_POWERS: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** As JSON wants it; Number() takes more (hexadecimal, white space). */
const DECIMAL = /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/;

/** Longest text of a number: longer ones are no number that a program wrote. */
const MAX_CHARACTERS = 400;

/**
 * The float64 nearest to the decimal number in bytes[start, end), or undefined when it is none.
 * At most 15 digits over or times a power of ten up to 10^22 is one exact operation (Clinger 1990); the rest goes to Number.
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number, isFloat = true): number | undefined {
  let at = start;
  const isNegative = bytes[at] === 0x2d;
  if (isNegative) at++;
  const first = at;
  let mantissa = 0;
  let digits = 0;
  let fraction = 0;
  let hasPoint = false;
  for (; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (hasPoint) fraction++;
    } else if (digit === -2 && !hasPoint && at > first) hasPoint = true;
    else break;
  }
  if (digits === 0 || digits > 15) return parseSlowly(bytes, start, end);
  let exponent = -fraction;
  if (at < end) {
    const read = isFloat ? readExponent(bytes, at, end) : undefined;
    if (read === undefined) return parseSlowly(bytes, start, end);
    exponent += read;
  }
  if (exponent < -22 || exponent > 22) return parseSlowly(bytes, start, end);
  const value = exponent < 0 ? mantissa / EXACT_POWERS[-exponent]! : mantissa * EXACT_POWERS[exponent]!;
  return isNegative ? -value : value;
}

function readExponent(bytes: Uint8Array, start: number, end: number): number | undefined {
  if ((bytes[start]! | 0x20) !== 0x65) return undefined;
  let at = start + 1;
  const sign = bytes[at] === 0x2d ? -1 : 1;
  if (bytes[at] === 0x2d || bytes[at] === 0x2b) at++;
  if (at === end || end - at > 4) return undefined;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return sign * value;
}

function parseSlowly(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > MAX_CHARACTERS) return undefined;
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return DECIMAL.test(text) ? Number(text) : undefined;
}
