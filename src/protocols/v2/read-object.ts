import { RadiantError } from '../../base/index.ts';
import { expectEnd, type JsonCursor, peekByte, skipValue } from '../../payload/index.ts';
import { problemAt, type SchemaProblem, schemaError } from './schema-error.ts';

const MISSING: SchemaProblem = { type: 'missing', loc: ['body'], msg: 'Field required', input: null };
/** What JSON_TOO_DEEP and BAD_JSON have in common: the body is not what a reader of JSON takes. */
const SYNTAX_REASONS: ReadonlySet<string> = new Set(['BAD_JSON', 'JSON_TOO_DEEP']);

/**
 * Reads a whole body that must be one object; the reader gets the cursor on its opening brace. Throws INVALID_ARGUMENT with status 422 and all
 * problems: those that the reader found, or that there is no body, no JSON or no object.
 */
export function readObject<T>(cursor: JsonCursor, read: (cursor: JsonCursor, problems: SchemaProblem[]) => T): T {
  const problems: SchemaProblem[] = [];
  let value: T | undefined;
  try {
    if (cursor.bytes.length === 0) throw schemaError([MISSING]);
    if (peekByte(cursor) === 0x7b) value = read(cursor, problems);
    else {
      const start = cursor.pos;
      const isNull = peekByte(cursor) === 0x6e;
      skipValue(cursor);
      const msg = 'Input should be a valid dictionary or object to extract fields from';
      problems.push(isNull ? MISSING : problemAt('model_attributes_type', ['body'], msg, cursor, start));
    }
    expectEnd(cursor);
  } catch (thrown) {
    throw toSyntaxError(thrown, cursor.bytes);
  }
  if (value === undefined || problems.length > 0) throw schemaError(problems);
  return value;
}

function toSyntaxError(thrown: unknown, bytes: Uint8Array): unknown {
  if (!(thrown instanceof RadiantError) || !SYNTAX_REASONS.has(thrown.reason)) return thrown;
  const at = placeOf(Number(/at byte (\d+)/.exec(thrown.message)?.[1] ?? 0), bytes);
  const ctx = { error: thrown.message };
  return schemaError(
    [{ type: 'json_invalid', loc: ['body', at], msg: 'JSON decode error', input: {}, ctx }],
    thrown.message,
  );
}

/** The place as other servers count it: in characters, at the comma that nothing follows, and at the start where there are but blanks. */
function placeOf(byte: number, bytes: Uint8Array): number {
  let end = byte;
  if (bytes[byte] === undefined || bytes[byte] === 0x5d || bytes[byte] === 0x7d) {
    let before = byte - 1;
    while (before >= 0 && isBlank(bytes[before]!)) before--;
    if (before < 0 || bytes[before] === 0x2c) end = Math.max(before, 0);
  }
  let characters = 0;
  for (let i = 0; i < end; i++) if ((bytes[i]! & 0xc0) !== 0x80) characters++;
  return characters;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
