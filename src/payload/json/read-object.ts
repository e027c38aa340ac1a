import { failJson, type JsonCursor, peekByte } from './json-cursor.ts';
import type { JsonText } from './json-text.ts';
import { parseText } from './parse-json.ts';
import { skipColon, skipValue } from './skip-value.ts';

/** Reads an object key by key; the cursor stands on its opening brace. `onKey` must move past the value. */
export function eachKey(cursor: JsonCursor, onKey: (key: string) => void): void {
  cursor.pos++;
  if (peekByte(cursor) === 0x7d) {
    cursor.pos++;
    return;
  }
  for (;;) {
    if (peekByte(cursor) !== 0x22) failJson(cursor.pos, 'an object needs a key in double quotes here');
    const key = parseText(cursor);
    skipColon(cursor);
    onKey(key);
    const byte = peekByte(cursor);
    cursor.pos++;
    if (byte === 0x7d) return;
    if (byte !== 0x2c) failJson(cursor.pos - 1, 'an object needs a comma or } here');
  }
}

/** Checks a value and gives its bytes as they are. */
export function skipRange(cursor: JsonCursor): JsonText {
  peekByte(cursor);
  const start = cursor.pos;
  const wasLenient = cursor.lenient;
  cursor.lenient = false;
  skipValue(cursor, 2);
  const lenient = cursor.lenient;
  cursor.lenient ||= wasLenient;
  return { utf8: cursor.bytes.subarray(start, cursor.pos), lenient };
}
