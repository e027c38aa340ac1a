import {
  assertDepth,
  createJsonCursor,
  expectEnd,
  failJson,
  type JsonCursor,
  NUMBER_KIND,
  peekByte,
} from './json-cursor.ts';
import type { JsonText } from './json-text.ts';
import { matchesText, scanNumber } from './scan-number.ts';

/** Checks a whole JSON text (UTF-8, no byte order mark). Throws INVALID_ARGUMENT naming the byte offset. */
export function validateJson(utf8: Uint8Array): JsonText {
  const cursor = createJsonCursor(utf8);
  skipValue(cursor);
  expectEnd(cursor);
  return { utf8, lenient: cursor.lenient };
}

/** Checks one value, with the white space before it, and moves past it. `depth` is that of the value around it. */
export function skipValue(cursor: JsonCursor, depth = 0): void {
  switch (peekByte(cursor)) {
    case 0x22:
      skipString(cursor);
      return;
    case 0x5b:
      skipList(cursor, depth + 1);
      return;
    case 0x7b:
      skipObject(cursor, depth + 1);
      return;
    case 0x66:
      skipWord(cursor, 'false');
      return;
    case 0x6e:
      skipWord(cursor, 'null');
      return;
    case 0x74:
      skipWord(cursor, 'true');
      return;
    case -1:
      failJson(cursor.pos, 'the text ends where a value was expected');
      return;
    default:
      skipNumber(cursor);
  }
}

/** Moves past a word such as `null`; the cursor stands on its first letter. */
export function skipWord(cursor: JsonCursor, word: string): void {
  if (!matchesText(cursor.bytes, cursor.pos, cursor.end, word)) failJson(cursor.pos, 'a value was expected');
  cursor.pos += word.length;
}

/** Moves past a text; the cursor stands on its opening quote. Gives true when it is plain ASCII without escapes. */
export function skipText(cursor: JsonCursor): boolean {
  const { bytes, end } = cursor;
  let pos = cursor.pos + 1;
  let isPlain = true;
  while (pos < end) {
    const byte = bytes[pos] as number;
    if (byte === 0x22) {
      cursor.pos = pos + 1;
      return isPlain;
    }
    if (byte >= 0x20 && byte < 0x80 && byte !== 0x5c) {
      pos++;
      continue;
    }
    isPlain = false;
    if (byte < 0x20) failJson(pos, 'a control character in a text must be escaped');
    pos += byte === 0x5c ? escapeLength(bytes, pos, end) : sequenceLength(bytes, pos, end);
  }
  return failJson(end, 'the text ends inside a string');
}

function skipString(cursor: JsonCursor): void {
  skipText(cursor);
}

function skipList(cursor: JsonCursor, depth: number): void {
  assertDepth(cursor, depth);
  cursor.pos++;
  if (peekByte(cursor) === 0x5d) {
    cursor.pos++;
    return;
  }
  for (;;) {
    skipValue(cursor, depth);
    const byte = peekByte(cursor);
    cursor.pos++;
    if (byte === 0x5d) return;
    if (byte !== 0x2c) failJson(cursor.pos - 1, 'a list needs a comma or ] here');
  }
}

function skipObject(cursor: JsonCursor, depth: number): void {
  assertDepth(cursor, depth);
  cursor.pos++;
  if (peekByte(cursor) === 0x7d) {
    cursor.pos++;
    return;
  }
  for (;;) {
    if (peekByte(cursor) !== 0x22) failJson(cursor.pos, 'an object needs a key in double quotes here');
    skipText(cursor);
    skipColon(cursor);
    skipValue(cursor, depth);
    const byte = peekByte(cursor);
    cursor.pos++;
    if (byte === 0x7d) return;
    if (byte !== 0x2c) failJson(cursor.pos - 1, 'an object needs a comma or } here');
  }
}

/** Moves past the colon between key and value. */
export function skipColon(cursor: JsonCursor): void {
  if (peekByte(cursor) !== 0x3a) failJson(cursor.pos, 'a colon must follow the key');
  cursor.pos++;
}

/** Checks a number without working out its value. */
function skipNumber(cursor: JsonCursor): void {
  const { bytes, end } = cursor;
  let pos = cursor.pos;
  if (bytes[pos] === 0x2d) pos++;
  const first = pos;
  while (pos < end && isDigit(bytes[pos] as number)) pos++;
  const byte = pos < end ? (bytes[pos] as number) : -1;
  // Whatever is not a plain integer below 10^15 goes the exact way, which knows the rest of the grammar.
  if (pos === first || pos - first > 15 || bytes[first] === 0x30 || byte === 0x2e || (byte | 0x20) === 0x65) {
    scanNumber(cursor);
    return;
  }
  cursor.numberKind = NUMBER_KIND.integer;
  cursor.pos = pos;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function escapeLength(bytes: Uint8Array, pos: number, end: number): number {
  const kind = pos + 1 < end ? (bytes[pos + 1] as number) : -1;
  if (kind === 0x75) {
    for (let i = pos + 2; i < pos + 6; i++) {
      if (i >= end || !isHexDigit(bytes[i] as number)) failJson(i, 'four hexadecimal digits must follow \\u');
    }
    return 6;
  }
  // " \ / b f n r t
  const isKnown =
    kind === 0x22 ||
    kind === 0x5c ||
    kind === 0x2f ||
    kind === 0x62 ||
    kind === 0x66 ||
    kind === 0x6e ||
    kind === 0x72 ||
    kind === 0x74;
  if (!isKnown) failJson(pos, 'unknown escape in a text');
  return 2;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** Length of a UTF-8 sequence of two to four bytes (Unicode standard, table 3-7). */
function sequenceLength(bytes: Uint8Array, pos: number, end: number): number {
  const first = bytes[pos] as number;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const second = pos + 1 < end ? (bytes[pos + 1] as number) : -1;
  let lowest = 0x80;
  let highest = 0xbf;
  if (first === 0xe0) lowest = 0xa0;
  else if (first === 0xed) highest = 0x9f;
  else if (first === 0xf0) lowest = 0x90;
  else if (first === 0xf4) highest = 0x8f;
  let isValid = first >= 0xc2 && first <= 0xf4 && second >= lowest && second <= highest && pos + length <= end;
  for (let i = pos + 2; isValid && i < pos + length; i++) isValid = ((bytes[i] as number) & 0xc0) === 0x80;
  if (!isValid) failJson(pos, 'the bytes are not valid UTF-8');
  return length;
}
