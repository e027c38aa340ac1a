import {
  createJsonCursor,
  eachKey,
  type JsonText,
  type NamedTensor,
  peekByte,
  skipRange,
} from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';
import { readTensor } from './read-value.ts';

const OPEN = Uint8Array.of(0x5b);
const COMMA = Uint8Array.of(0x2c);
const CLOSE = Uint8Array.of(0x5d);

/** The elements of a JSON list, unread. Undefined when it is no list. */
export function listItems(json: JsonText): readonly JsonText[] | undefined {
  const cursor = createJsonCursor(json.utf8);
  if (peekByte(cursor) !== 0x5b) return undefined;
  const items: JsonText[] = [];
  cursor.pos++;
  if (peekByte(cursor) === 0x5d) return items;
  do {
    items.push(skipRange(cursor));
    peekByte(cursor);
    // A comma, or the closing bracket: the text was checked before.
  } while (cursor.bytes[cursor.pos++] === 0x2c);
  return items;
}

/** The members of a JSON object by name, unread; the last of equal names counts. Undefined when it is no object. */
export function objectMembers(json: JsonText): ReadonlyMap<string, JsonText> | undefined {
  const cursor = createJsonCursor(json.utf8);
  if (peekByte(cursor) !== 0x7b) return undefined;
  const members = new Map<string, JsonText>();
  eachKey(cursor, (key) => members.set(key, skipRange(cursor)));
  return members;
}

/** Records as columns: one tensor a key, whose first dimension are the records. Throws INVALID_ARGUMENT when their keys differ. */
export function readRecords(records: readonly JsonText[], field: string): readonly NamedTensor[] {
  const columns = new Map<string, JsonText[]>();
  records.forEach((record, row) => {
    const members = objectMembers(record);
    if (members === undefined) throw badRequest(`${field}[${row}] is no object, but ${field}[0] is one`);
    for (const [key, value] of members) {
      const column = columns.get(key);
      if (column === undefined && row === 0) columns.set(key, [value]);
      else if (column?.length === row) column.push(value);
      else
        throw badRequest(`${field}[${row}] has ${JSON.stringify(key)}, which ${field}[${column ? row - 1 : 0}] lacks`);
    }
    for (const [key, column] of columns) {
      if (column.length === row)
        throw badRequest(`${field}[${row}] lacks ${JSON.stringify(key)}, which ${field}[0] has`);
    }
  });
  return Array.from(columns, ([name, values]) => ({
    name,
    tensor: readTensor(joinList(values), `${field}: ${JSON.stringify(name)}`),
  }));
}

/** Single JSON values as one list. */
export function joinList(values: readonly JsonText[]): JsonText {
  const pieces: Uint8Array[] = [OPEN];
  for (const { utf8 } of values) pieces.push(...(pieces.length === 1 ? [utf8] : [COMMA, utf8]));
  pieces.push(CLOSE);
  return { utf8: Buffer.concat(pieces), lenient: values.some(({ lenient }) => lenient) };
}
