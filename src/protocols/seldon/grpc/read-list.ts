import {
  createJsonCursor,
  formatFloat,
  type JsonText,
  type JsonValue,
  listShape,
  type Payload,
  scanNumericList,
} from '../../../payload/index.ts';
import { readListValue, readValue, type WireReader } from '../../protobuf/index.ts';
import { readNumbers } from './read-numbers.ts';

/** Reads the rest of the reader, a ListValue, as an array: float64 where all is numbers, else a list. Throws when it is ragged. */
export function readNdarray(reader: WireReader): Payload {
  const numbers = readNumbers(reader);
  if (numbers !== undefined) return { kind: 'tensor', tensor: numbers };
  const json = toJsonText(readListValue(reader, 2, []));
  const tensor = scanNumericList(createJsonCursor(json.utf8));
  if (tensor !== undefined) return { kind: 'tensor', tensor };
  return { kind: 'list', json, shape: listShape(json, 'data.ndarray') };
}

/** Reads the rest of the reader, a google.protobuf.Value, as JSON text. */
export function readJson(reader: WireReader): JsonText {
  return toJsonText(readValue(reader, 1));
}

/** JSON in which every number is written as the float that it is on this wire: 1.0 and not 1. */
function toJsonText(value: JsonValue): JsonText {
  const text: Text = { written: '', lenient: false };
  writeText(text, value);
  return { utf8: Buffer.from(text.written, 'utf8'), lenient: text.lenient };
}

interface Text {
  written: string;
  lenient: boolean;
}

function writeText(text: Text, value: JsonValue): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) text.lenient = true;
    text.written += Number.isFinite(value) ? formatFloat(value) : String(value);
  } else if (typeof value === 'string') text.written += JSON.stringify(value);
  else if (typeof value !== 'object' || value === null) text.written += String(value);
  else if (Array.isArray(value)) writeItems(text, value);
  else writeEntries(text, value as Readonly<Record<string, JsonValue>>);
}

function writeItems(text: Text, list: readonly JsonValue[]): void {
  text.written += '[';
  for (let i = 0; i < list.length; i++) {
    if (i > 0) text.written += ',';
    writeText(text, list[i]!);
  }
  text.written += ']';
}

function writeEntries(text: Text, object: Readonly<Record<string, JsonValue>>): void {
  let separator = '{';
  for (const key of Object.keys(object)) {
    text.written += `${separator}${JSON.stringify(key)}:`;
    separator = ',';
    writeText(text, object[key]!);
  }
  text.written += separator === '{' ? '{}' : '}';
}
