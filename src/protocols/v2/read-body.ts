import {
  eachKey,
  failJson,
  type JsonCursor,
  type JsonObject,
  type JsonValue,
  parseText,
  parseValue,
  peekByte,
  scanNumericList,
  skipRange,
  type Tensor,
} from '../../payload/index.ts';
import { DATATYPES, datatypeEntry } from './datatypes.table.ts';
import { readSizes } from './read-sizes.ts';
import { type Location, problemAt, type SchemaProblem } from './schema-error.ts';

/** The members of a request, checked for their JSON kinds only. */
export interface RawRequest {
  readonly id: string | undefined;
  readonly parameters: JsonObject | undefined;
  readonly inputs: readonly RawInput[];
  readonly outputs: readonly RawOutput[] | undefined;
}

export interface RawInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly parameters: JsonObject | undefined;
  /** A tensor when the data was a plain list of numbers; undefined when there was none. */
  readonly data: Tensor | Uint8Array | undefined;
}

export interface RawOutput {
  readonly name: string;
  readonly parameters: JsonObject | undefined;
}

/** Locations are put together only where something is wrong. */
const BODY: Location = ['body'];

/** Reads a request object; the cursor stands on its opening brace. What has the wrong form goes to `problems`. */
export function readBody(cursor: JsonCursor, problems: SchemaProblem[]): RawRequest {
  const start = cursor.pos;
  let id: string | undefined;
  let parameters: JsonObject | undefined;
  let inputs: readonly RawInput[] | undefined;
  let outputs: readonly RawOutput[] | undefined;
  let hasInputs = false;
  eachKey(cursor, (key) => {
    switch (key) {
      case 'id':
        id = readOptionalText(cursor, BODY, 'id', problems);
        break;
      case 'parameters':
        parameters = readParameters(cursor, BODY, 'parameters', problems);
        break;
      case 'inputs':
        hasInputs = true;
        inputs = readList(cursor, BODY, 'inputs', problems, readInput);
        break;
      case 'outputs':
        outputs = readNull(cursor) ? undefined : readList(cursor, BODY, 'outputs', problems, readOutput);
        break;
      default:
        skipRange(cursor);
    }
  });
  if (!hasInputs) problems.push(missing([...BODY, 'inputs'], cursor, start));
  return { id, parameters, inputs: inputs ?? [], outputs };
}

function missing(loc: Location, cursor: JsonCursor, start: number): SchemaProblem {
  return problemAt('missing', loc, 'Field required', cursor, start);
}

function readInput(cursor: JsonCursor, loc: Location, problems: SchemaProblem[]): RawInput | undefined {
  const start = cursor.pos;
  let name: string | undefined;
  let shape: readonly number[] | undefined;
  let datatype: string | undefined;
  let parameters: JsonObject | undefined;
  let data: RawInput['data'];
  let seen = 0;
  const before = problems.length;
  eachKey(cursor, (key) => {
    switch (key) {
      case 'name':
        seen |= 1;
        name = readText(cursor, loc, 'name', problems);
        break;
      case 'shape':
        seen |= 2;
        shape = readShape(cursor, loc, 'shape', problems);
        break;
      case 'datatype':
        seen |= 4;
        datatype = readDatatype(cursor, loc, 'datatype', problems);
        break;
      case 'parameters':
        parameters = readParameters(cursor, loc, 'parameters', problems);
        break;
      case 'data':
        data = readData(cursor, datatype);
        break;
      default:
        skipRange(cursor);
    }
  });
  if (seen !== 7 || (data === undefined && parameters?.binary_data_size === undefined)) {
    for (const [flag, field] of [
      [1, 'name'],
      [2, 'shape'],
      [4, 'datatype'],
    ] as const) {
      if ((seen & flag) === 0) problems.push(missing([...loc, field], cursor, start));
    }
    if (data === undefined && parameters?.binary_data_size === undefined)
      problems.push(missing([...loc, 'data'], cursor, start));
  }
  if (problems.length > before) return undefined;
  return { name: name!, shape: shape!, datatype: datatype!, parameters, data };
}

/** Numbers are read at once where the datatype is known by now; all else is kept as it is. */
function readData(cursor: JsonCursor, datatype: string | undefined): Tensor | Uint8Array {
  if (datatype !== undefined && datatype !== 'BYTES' && datatype !== 'BOOL' && peekByte(cursor) === 0x5b) {
    const start = cursor.pos;
    const isLong = datatype === 'INT64' || datatype === 'UINT64';
    const numbers = scanNumericList(cursor, false, !isLong);
    // Integers on both sides of 2^63 are doubles by now, which have lost digits.
    if (numbers !== undefined && !(isLong && numbers.dtype === 'float64' && numbers.data.length > 0)) return numbers;
    cursor.pos = start;
  }
  return skipRange(cursor).utf8;
}

function readOutput(cursor: JsonCursor, loc: Location, problems: SchemaProblem[]): RawOutput | undefined {
  const start = cursor.pos;
  let name: string | undefined;
  let hasName = false;
  let parameters: JsonObject | undefined;
  eachKey(cursor, (key) => {
    if (key === 'name') {
      hasName = true;
      name = readText(cursor, loc, 'name', problems);
    } else if (key === 'parameters') parameters = readParameters(cursor, loc, 'parameters', problems);
    else skipRange(cursor);
  });
  if (!hasName) problems.push(missing([...loc, 'name'], cursor, start));
  return name === undefined ? undefined : { name, parameters };
}

type ReadItem<T> = (cursor: JsonCursor, loc: Location, problems: SchemaProblem[]) => T | undefined;

function readList<T>(
  cursor: JsonCursor,
  parent: Location,
  key: string,
  problems: SchemaProblem[],
  readItem: ReadItem<T>,
): readonly T[] {
  const loc = [...parent, key];
  const items: T[] = [];
  if (peekByte(cursor) !== 0x5b) {
    expected('list_type', 'list', cursor, loc, problems);
    return items;
  }
  cursor.pos++;
  if (peekByte(cursor) === 0x5d) {
    cursor.pos++;
    return items;
  }
  for (let index = 0; ; index++) {
    const itemLoc = [...loc, index];
    if (peekByte(cursor) === 0x7b) {
      const item = readItem(cursor, itemLoc, problems);
      if (item !== undefined) items.push(item);
    } else expected('model_attributes_type', 'dictionary or object to extract fields from', cursor, itemLoc, problems);
    const byte = peekByte(cursor);
    if (byte === 0x5d) {
      cursor.pos++;
      return items;
    }
    if (byte !== 0x2c) failJson(cursor.pos, 'a list needs a comma or ] here');
    cursor.pos++;
  }
}

function readText(cursor: JsonCursor, loc: Location, key: string, problems: SchemaProblem[]): string | undefined {
  if (peekByte(cursor) === 0x22) return parseText(cursor);
  expected('string_type', 'string', cursor, [...loc, key], problems);
  return undefined;
}

function readOptionalText(
  cursor: JsonCursor,
  loc: Location,
  key: string,
  problems: SchemaProblem[],
): string | undefined {
  return readNull(cursor) ? undefined : readText(cursor, loc, key, problems);
}

function readDatatype(cursor: JsonCursor, loc: Location, key: string, problems: SchemaProblem[]): string | undefined {
  peekByte(cursor);
  const start = cursor.pos;
  const value = parseValue(cursor, 3);
  if (typeof value === 'string' && datatypeEntry(value) !== undefined) return value;
  const names = Object.keys(DATATYPES).map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  problems.push({
    ...problemAt('enum', [...loc, key], `Input should be ${list}`, cursor, start),
    ctx: { expected: list },
  });
  return undefined;
}

function readShape(
  cursor: JsonCursor,
  loc: Location,
  key: string,
  problems: SchemaProblem[],
): readonly number[] | undefined {
  peekByte(cursor);
  const start = cursor.pos;
  const sizes = parseValue(cursor, 3);
  if (Array.isArray(sizes)) return readSizes(sizes as readonly JsonValue[], [...loc, key], problems);
  problems.push(problemAt('list_type', [...loc, key], 'Input should be a valid list', cursor, start));
  return undefined;
}

function readParameters(
  cursor: JsonCursor,
  loc: Location,
  key: string,
  problems: SchemaProblem[],
): JsonObject | undefined {
  if (readNull(cursor)) return undefined;
  if (peekByte(cursor) !== 0x7b) {
    expected('model_attributes_type', 'dictionary or object to extract fields from', cursor, [...loc, key], problems);
    return undefined;
  }
  const parameters = parseValue(cursor, 3) as JsonObject;
  const { content_type: contentType, headers } = parameters;
  if (contentType !== undefined && contentType !== null && typeof contentType !== 'string') {
    const msg = 'Input should be a valid string';
    problems.push({ type: 'string_type', loc: [...loc, key, 'content_type'], msg, input: contentType });
  }
  if (headers !== undefined && headers !== null && (typeof headers !== 'object' || Array.isArray(headers))) {
    const msg = 'Input should be a valid dictionary';
    problems.push({ type: 'dict_type', loc: [...loc, key, 'headers'], msg, input: headers });
  }
  return parameters;
}

/** Steps over a null, which counts as nothing given. */
function readNull(cursor: JsonCursor): boolean {
  if (peekByte(cursor) !== 0x6e) return false;
  parseValue(cursor);
  return true;
}

function expected(type: string, what: string, cursor: JsonCursor, loc: Location, problems: SchemaProblem[]): void {
  peekByte(cursor);
  const start = cursor.pos;
  skipRange(cursor);
  problems.push(problemAt(type, loc, `Input should be a valid ${what}`, cursor, start));
}
