import type { RadiantError } from '../../base/index.ts';
import {
  createJsonCursor,
  eachKey,
  expectEnd,
  type JsonCursor,
  type JsonObject,
  type JsonText,
  type JsonValue,
  type Payload,
  parseText,
  parseValue,
  peekByte,
  skipRange,
  skipValue,
} from '../../payload/index.ts';
import { badData, missingJson, toBadData } from './bad-data.ts';
import { decodeBase64 } from './decode-base64.ts';
import { readData } from './read-data.ts';
import type { DataForm } from './seldon-request.ts';

/** A SeldonMessage, read. */
export interface Message {
  readonly payload: Payload;
  readonly names: JsonValue;
  readonly form: DataForm;
  readonly meta: JsonObject | undefined;
}

const NO_NAMES: JsonValue = [];
const MOST_KEYS_SHOWN = 5;

/** The members of a message that count, as they were found. The last of equal keys wins. */
interface Members {
  data: { readonly payload: Payload; readonly names: JsonValue; readonly form: DataForm } | undefined;
  /** What was wrong with `data`: thrown only when no later `data` takes its place. */
  dataError: unknown;
  jsonData: JsonText | undefined;
  strData: JsonText | undefined;
  binData: JsonText | undefined;
  meta: JsonValue | undefined;
  keys: string[];
}

/**
 * Reads a SeldonMessage; the cursor stands on its opening brace. `prefix` is where it stands in the body, for error messages.
 * The first of data, jsonData, strData, binData counts, whatever else is there.
 */
export function readMessage(cursor: JsonCursor, prefix: string): Message {
  const members: Members = {
    data: undefined,
    dataError: undefined,
    jsonData: undefined,
    strData: undefined,
    binData: undefined,
    meta: undefined,
    keys: [],
  };
  eachKey(cursor, (key) => readMember(cursor, key, members, prefix));
  const meta = checkMeta(members.meta, prefix);
  if (members.dataError !== undefined) throw members.dataError;
  if (members.data !== undefined) {
    const { payload, names, form } = members.data;
    return { payload, names, form, meta };
  }
  return { payload: otherPayload(members, prefix), names: NO_NAMES, form: 'none', meta };
}

function readMember(cursor: JsonCursor, key: string, members: Members, prefix: string): void {
  switch (key) {
    case 'data':
      readDataMember(cursor, members, prefix);
      return;
    case 'meta':
      members.meta = parseValue(cursor, 1);
      return;
    case 'jsonData':
      members.jsonData = skipRange(cursor);
      return;
    case 'strData':
      members.strData = skipRange(cursor);
      return;
    case 'binData':
      members.binData = skipRange(cursor);
      return;
    default:
      if (members.keys.length <= MOST_KEYS_SHOWN) members.keys.push(key);
      skipValue(cursor, 1);
  }
}

function readDataMember(cursor: JsonCursor, members: Members, prefix: string): void {
  const start = cursor.pos;
  members.data = undefined;
  members.dataError = undefined;
  try {
    members.data = readData(cursor, prefix);
  } catch (thrown) {
    // A broken text is reported from here: skipping it throws again.
    cursor.pos = start;
    skipValue(cursor, 1);
    members.dataError = thrown;
  }
}

function otherPayload(members: Members, prefix: string): Payload {
  const { jsonData, strData, binData, keys } = members;
  if (jsonData !== undefined) return { kind: 'json', json: jsonData };
  if (strData !== undefined) {
    const cursor = createJsonCursor(strData.utf8);
    // Seldon does not check that it is text, and hands on whatever it is.
    return peekByte(cursor) === 0x22 ? { kind: 'string', value: parseText(cursor) } : { kind: 'json', json: strData };
  }
  if (binData !== undefined) return { kind: 'bytes', value: readBinData(binData, prefix) };
  throw noData(keys, members.meta !== undefined, prefix);
}

function readBinData(binData: JsonText, prefix: string): Uint8Array {
  const cursor = createJsonCursor(binData.utf8);
  if (peekByte(cursor) !== 0x22) throw badData(`${prefix}binData must be a base64 text`);
  return decodeBase64(parseText(cursor), `${prefix}binData`);
}

function checkMeta(meta: JsonValue | undefined, prefix: string): JsonObject | undefined {
  if (meta === undefined) return undefined;
  if (!isObject(meta)) throw badData(`${prefix}meta must be an object`);
  if (meta.requestPath !== undefined && !isObject(meta.requestPath)) {
    throw badData(`${prefix}meta.requestPath must be an object`);
  }
  return meta;
}

/** True for a JSON object, false for a list and all else. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function noData(keys: readonly string[], hasMeta: boolean, prefix: string): RadiantError {
  const shown = [...keys, ...(hasMeta ? ['meta'] : [])].slice(0, MOST_KEYS_SHOWN).map((key) => key.slice(0, 40));
  const found = shown.length === 0 ? 'an empty object' : `an object with ${shown.join(', ')}`;
  const place = prefix === '' ? '' : ` at ${prefix.slice(0, -1)}`;
  const hint = keys.includes('customData') ? ' (customData is for gRPC only)' : '';
  return badData(
    `Invalid request data type: ${found}${place}; one of data, jsonData, strData, binData is needed${hint}`,
  );
}

/** The error for a value that is no message at all; checks first that it is JSON. */
export function invalidRequestType(cursor: JsonCursor, prefix = ''): unknown {
  const byte = peekByte(cursor);
  try {
    skipValue(cursor, prefix === '' ? 0 : 1);
    if (prefix === '') expectEnd(cursor);
  } catch (thrown) {
    return toBadData(thrown);
  }
  if (byte === 0x6e && prefix === '') return missingJson();
  const place = prefix === '' ? '' : ` at ${prefix.slice(0, -1)}`;
  return badData(
    `Invalid request data type: ${describe(byte)}${place}; send an object such as {"data": {"ndarray": [[1, 2]]}}`,
  );
}

function describe(byte: number): string {
  if (byte === 0x22) return 'a text';
  if (byte === 0x5b) return 'a list';
  if (byte === 0x7b) return 'an object';
  if (byte === 0x6e) return 'null';
  return byte === 0x74 || byte === 0x66 ? 'true or false' : 'a number';
}
