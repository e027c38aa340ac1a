import { Buffer } from 'node:buffer';
import {
  createJsonCursor,
  eachKey,
  type JsonText,
  type NamedTensor,
  peekByte,
  skipRange,
} from '../../payload/index.ts';
import { badBody, type PlainBody } from './plain-body.ts';
import { readColumn } from './read-column.ts';

const NULL: JsonText = { utf8: Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c), lenient: false };
const OPEN = Uint8Array.of(0x5b);
const COMMA = Uint8Array.of(0x2c);
const CLOSE = Uint8Array.of(0x5d);
/** Bodies of more values are for forms that need less memory a value. */
const MAX_VALUES = 4_000_000;
/** Records that all have other keys must not become a table of their number squared. */
const MAX_MISSING = 1_000_000;

/** The elements of a checked JSON list, unread. Undefined when it is no list. */
export function listItems(json: JsonText): readonly JsonText[] | undefined {
  const cursor = createJsonCursor(json.utf8);
  if (peekByte(cursor) !== 0x5b) return undefined;
  const items: JsonText[] = [];
  cursor.pos++;
  if (peekByte(cursor) === 0x5d) return items;
  do {
    if (items.length >= MAX_VALUES) throw tooMany();
    items.push(skipRange(cursor));
    peekByte(cursor);
    // A comma, or the closing bracket: the text was checked before.
  } while (cursor.bytes[cursor.pos++] === 0x2c);
  return items;
}

/** The members of a checked JSON object by name, unread; the last of equal names counts. Undefined when it is no object. */
export function objectMembers(json: JsonText): ReadonlyMap<string, JsonText> | undefined {
  const cursor = createJsonCursor(json.utf8);
  if (peekByte(cursor) !== 0x7b) return undefined;
  const members = new Map<string, JsonText>();
  eachKey(cursor, (key) => members.set(key, skipRange(cursor)));
  return members;
}

/** Single JSON values as one list. */
export function joinList(values: readonly JsonText[]): JsonText {
  const pieces: Uint8Array[] = [OPEN];
  for (const { utf8 } of values) {
    if (pieces.length > 1) pieces.push(COMMA);
    pieces.push(utf8);
  }
  pieces.push(CLOSE);
  return { utf8: Buffer.concat(pieces), lenient: values.some(({ lenient }) => lenient) };
}

/**
 * Records (JSON objects, one a row) as columns in the order in which their names come first; what a record lacks is null.
 * `field` names the list in errors. Throws INVALID_ARGUMENT when one is no object.
 */
export function readRecords(records: readonly JsonText[], field: string): PlainBody {
  const columns = new Map<string, JsonText[]>();
  let missing = 0;
  let count = 0;
  records.forEach((record, row) => {
    const members = objectMembers(record);
    if (members === undefined) throw badBody(`${field}[${row}] is no object, but the first entry is one`);
    count += members.size;
    if (count > MAX_VALUES) throw tooMany();
    for (const [key, value] of members) {
      const column = columns.get(key) ?? [];
      if (column.length === 0) columns.set(key, column);
      missing += row - column.length;
      if (missing > MAX_MISSING) throw unlike(field);
      while (column.length < row) column.push(NULL);
      column.push(value);
    }
  });
  const tensors = Array.from(columns, ([name, values]): NamedTensor => {
    missing += records.length - values.length;
    if (missing > MAX_MISSING) throw unlike(field);
    while (values.length < records.length) values.push(NULL);
    return { name, tensor: readColumn(joinList(values), `${field}: ${JSON.stringify(name.slice(0, 100))}`) };
  });
  return { tensors, isTable: tensors.every(({ tensor }) => tensor.shape.length === 1), hasNames: true };
}

function unlike(field: string): Error {
  return badBody(`${field}: the objects have too few names in common to be rows of one table`);
}

function tooMany(): Error {
  return badBody(`more than ${MAX_VALUES} values: send fewer rows at once, or plain lists of numbers, NPY or Arrow`);
}
