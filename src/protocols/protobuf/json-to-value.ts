import type { JsonValue } from '../../payload/index.ts';
import { wireError } from './wire-error.ts';
import { MAX_MESSAGE_DEPTH } from './wire-type.ts';
import type { WireWriter } from './wire-writer.ts';

/**
 * Writes a JSON value as the content of a google.protobuf.Value; integers of any size become doubles.
 * Throws INVALID_ARGUMENT when it is nested so deep that no protobuf runtime would read it.
 */
export function writeValue(writer: WireWriter, value: JsonValue, depth: number, where: string): void {
  if (depth > MAX_MESSAGE_DEPTH) throw tooDeep(where);
  switch (typeof value) {
    case 'number':
      writer.float64(2, value);
      return;
    case 'bigint':
      writer.float64(2, Number(value));
      return;
    case 'string':
      writer.string(3, value);
      return;
    case 'boolean':
      writer.bool(4, value);
      return;
    case 'object':
      break;
    default:
      throw wireError(where, `a ${typeof value} is no JSON value`);
  }
  if (value === null) {
    writer.int32(1, 0);
    return;
  }
  const mark = writer.size;
  if (Array.isArray(value)) {
    writeListValue(writer, value, depth + 1, where);
    writer.message(6, mark);
  } else {
    writeStruct(writer, value as Readonly<Record<string, JsonValue>>, depth + 1, where);
    writer.message(5, mark);
  }
}

/** Writes the content of a google.protobuf.ListValue. */
export function writeListValue(writer: WireWriter, list: readonly JsonValue[], depth: number, where: string): void {
  if (depth > MAX_MESSAGE_DEPTH) throw tooDeep(where);
  for (let i = list.length - 1; i >= 0; i--) {
    const mark = writer.size;
    writeValue(writer, list[i]!, depth + 1, where);
    writer.message(1, mark);
  }
}

/** Writes the content of a google.protobuf.Struct. */
export function writeStruct(
  writer: WireWriter,
  object: Readonly<Record<string, JsonValue>>,
  depth: number,
  where: string,
): void {
  if (depth > MAX_MESSAGE_DEPTH) throw tooDeep(where);
  const keys = Object.keys(object);
  for (let i = keys.length - 1; i >= 0; i--) {
    const entry = writer.size;
    writeValue(writer, object[keys[i]!]!, depth + 1, where);
    writer.message(2, entry);
    writer.string(1, keys[i]!);
    writer.message(1, entry);
  }
}

function tooDeep(where: string): Error {
  return wireError(where, `nested deeper than ${MAX_MESSAGE_DEPTH} messages, which no protobuf client reads`);
}
