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
    throw toSyntaxError(thrown);
  }
  if (value === undefined || problems.length > 0) throw schemaError(problems);
  return value;
}

function toSyntaxError(thrown: unknown): unknown {
  if (!(thrown instanceof RadiantError) || !SYNTAX_REASONS.has(thrown.reason)) return thrown;
  const at = Number(/at byte (\d+)/.exec(thrown.message)?.[1] ?? 0);
  const ctx = { error: thrown.message };
  return schemaError(
    [{ type: 'json_invalid', loc: ['body', at], msg: 'JSON decode error', input: {}, ctx }],
    thrown.message,
  );
}
