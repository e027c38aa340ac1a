import { createJsonCursor, eachKey, type JsonValue, parseValue, skipRange } from '../../payload/index.ts';
import { readObject } from './read-object.ts';
import type { SchemaProblem } from './schema-error.ts';

const YES: ReadonlySet<JsonValue> = new Set<JsonValue>([true, 1, '1', 'true', 't', 'yes', 'y', 'on']);
const NO: ReadonlySet<JsonValue> = new Set<JsonValue>([false, null, 0, '0', 'false', 'f', 'no', 'n', 'off']);

/**
 * True when the body of a repository index asks for ready models only, however it writes that. An empty body asks for all.
 * Throws INVALID_ARGUMENT with status 422.
 */
export function decodeIndexRest(body: Uint8Array): boolean {
  if (body.length === 0) return false;
  return readObject(createJsonCursor(body, 0, body.length, true), (cursor, problems) => {
    let isReadyOnly = false;
    eachKey(cursor, (key) => {
      if (key !== 'ready') skipRange(cursor);
      else {
        const value = parseValue(cursor, 1);
        const word = typeof value === 'string' ? value.toLowerCase() : value;
        isReadyOnly = YES.has(word);
        if (!isReadyOnly && !NO.has(word)) problems.push(notBoolean(value));
      }
    });
    return isReadyOnly;
  });
}

function notBoolean(input: JsonValue): SchemaProblem {
  const loc = ['body', 'ready'];
  const msg = 'Input should be a valid boolean';
  if (typeof input === 'object') return { type: 'bool_type', loc, msg, input };
  return { type: 'bool_parsing', loc, msg: `${msg}, unable to interpret input`, input };
}
