import { RadiantError } from '../../base/errors.ts';

/** How deep lists and objects may be nested; Python's reader gives up at about 1000, V8's at a few thousand. */
export const JSON_DEPTH_LIMIT = 512;

/** The kinds of number that `scanNumber` tells apart. `big` is an integer that a double cannot hold exactly. */
export const NUMBER_KIND = { integer: 0, float: 1, big: 2 } as const;

/**
 * A place in a JSON text. Every reader moves `pos` past what it read.
 * `lenient` becomes true when NaN, Infinity or -Infinity was met; `numberKind` tells of the last number read. With `isStrict` these tokens,
 * and numbers beyond all doubles, are refused.
 */
export interface JsonCursor {
  readonly bytes: Uint8Array;
  pos: number;
  readonly end: number;
  lenient: boolean;
  numberKind: number;
  readonly isStrict: boolean;
}

export function createJsonCursor(bytes: Uint8Array, pos = 0, end: number = bytes.length, isStrict = false): JsonCursor {
  return { bytes, pos, end, lenient: false, numberKind: NUMBER_KIND.integer, isStrict };
}

/** Throws INVALID_ARGUMENT with reason BAD_JSON; the message names the byte offset. */
export function failJson(pos: number, what: string): never {
  throw new RadiantError('INVALID_ARGUMENT', `not valid JSON at byte ${pos}: ${what}`, { reason: 'BAD_JSON' });
}

/** Throws when lists and objects are nested deeper than JSON_DEPTH_LIMIT; the reason is JSON_TOO_DEEP. */
export function assertDepth(cursor: JsonCursor, depth: number): void {
  if (depth <= JSON_DEPTH_LIMIT) return;
  const message = `the JSON is nested deeper than ${JSON_DEPTH_LIMIT} levels at byte ${cursor.pos}`;
  throw new RadiantError('INVALID_ARGUMENT', message, { reason: 'JSON_TOO_DEEP' });
}

/** Moves past white space and gives the byte that follows, or -1 at the end. */
export function peekByte(cursor: JsonCursor): number {
  const { bytes, end } = cursor;
  let pos = cursor.pos;
  while (pos < end) {
    const byte = bytes[pos] as number;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) {
      cursor.pos = pos;
      return byte;
    }
    pos++;
  }
  cursor.pos = pos;
  return -1;
}

/** Moves past white space; throws when something follows. */
export function expectEnd(cursor: JsonCursor): void {
  if (peekByte(cursor) !== -1) failJson(cursor.pos, 'there is more text after the value');
}
