import { decodeAscii, decodeUtf8 } from './decode-text.ts';
import {
  assertDepth,
  createJsonCursor,
  expectEnd,
  failJson,
  type JsonCursor,
  NUMBER_KIND,
  peekByte,
} from './json-cursor.ts';
import type { JsonObject, JsonValue } from './json-text.ts';
import { scanNumber, textBetween } from './scan-number.ts';
import { skipColon, skipText, skipWord } from './skip-value.ts';

/**
 * Parses a JSON text (UTF-8). Integers beyond 2^53-1 become bigint, the last of equal keys wins, the key `__proto__`
 * is a key like any other; NaN, Infinity and -Infinity are read. Throws INVALID_ARGUMENT naming the byte offset.
 */
export function parseJson(utf8: Uint8Array): JsonValue {
  const cursor = createJsonCursor(utf8);
  const value = parseValue(cursor);
  expectEnd(cursor);
  return value;
}

/** Parses one value at the cursor. */
export function parseValue(cursor: JsonCursor, depth = 0): JsonValue {
  switch (peekByte(cursor)) {
    case 0x22:
      return parseText(cursor);
    case 0x5b:
      return parseList(cursor, depth + 1);
    case 0x7b:
      return parseObject(cursor, depth + 1);
    case 0x66:
      skipWord(cursor, 'false');
      return false;
    case 0x6e:
      skipWord(cursor, 'null');
      return null;
    case 0x74:
      skipWord(cursor, 'true');
      return true;
    case -1:
      return failJson(cursor.pos, 'the text ends where a value was expected');
    default:
      return parseNumber(cursor);
  }
}

/** Parses a text; the cursor stands on its opening quote. */
export function parseText(cursor: JsonCursor): string {
  const start = cursor.pos;
  const isPlain = skipText(cursor);
  const { bytes } = cursor;
  const end = cursor.pos - 1;
  if (isPlain) return decodeAscii(bytes, start + 1, end);
  if (!hasEscape(bytes, start, end)) return decodeUtf8(bytes, start + 1, end);
  return JSON.parse(decodeUtf8(bytes, start, end + 1)) as string;
}

/** Parses a number at the cursor, exactly. */
export function parseNumber(cursor: JsonCursor): number | bigint {
  const start = cursor.pos;
  const value = scanNumber(cursor);
  return cursor.numberKind === NUMBER_KIND.big ? BigInt(textBetween(cursor.bytes, start, cursor.pos)) : value;
}

function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  const found = bytes.indexOf(0x5c, start);
  return found !== -1 && found < end;
}

function parseList(cursor: JsonCursor, depth: number): JsonValue[] {
  assertDepth(cursor, depth);
  cursor.pos++;
  const list: JsonValue[] = [];
  if (peekByte(cursor) === 0x5d) {
    cursor.pos++;
    return list;
  }
  for (;;) {
    list.push(parseValue(cursor, depth));
    const byte = peekByte(cursor);
    cursor.pos++;
    if (byte === 0x5d) return list;
    if (byte !== 0x2c) failJson(cursor.pos - 1, 'a list needs a comma or ] here');
  }
}

function parseObject(cursor: JsonCursor, depth: number): JsonObject {
  assertDepth(cursor, depth);
  cursor.pos++;
  const object: Record<string, JsonValue> = {};
  if (peekByte(cursor) === 0x7d) {
    cursor.pos++;
    return object;
  }
  for (;;) {
    if (peekByte(cursor) !== 0x22) failJson(cursor.pos, 'an object needs a key in double quotes here');
    const key = parseText(cursor);
    skipColon(cursor);
    setKey(object, key, parseValue(cursor, depth));
    const byte = peekByte(cursor);
    cursor.pos++;
    if (byte === 0x7d) return object;
    if (byte !== 0x2c) failJson(cursor.pos - 1, 'an object needs a comma or } here');
  }
}

function setKey(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') object[key] = value;
  // An assignment would set the prototype.
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
