import type { JsonObject, JsonValue } from '../../payload/index.ts';
import { encodeScalar, parseScalar } from './json-to-scalar.ts';
import { writeListValue, writeStruct, writeValue } from './json-to-value.ts';
import {
  ANY,
  type FieldSchema,
  fieldsOf,
  LIST_VALUE,
  type MessageSchemas,
  STRUCT,
  VALUE,
  wireTypeOf,
} from './message-schema.ts';
import { parseBase64 } from './parse-base64.ts';
import { ownKey } from './set-key.ts';
import { wireError } from './wire-error.ts';
import { MAX_MESSAGE_DEPTH, WIRE } from './wire-type.ts';
import { WireWriter } from './wire-writer.ts';

export interface JsonToMessageOptions {
  /** Leave out keys that the message does not have; without it they are errors. */
  readonly ignoreUnknown?: boolean;
}

interface Context {
  readonly schemas: MessageSchemas;
  readonly writer: WireWriter;
  readonly ignoreUnknown: boolean;
}

/**
 * Protobuf JSON to bytes, strict as the ProtoJSON specification: unknown keys, a field given twice (under both of its names, or two of
 * one oneof), values of a wrong type and numbers out of range are INVALID_ARGUMENT and named by their path; null means not set.
 */
export function jsonToMessage(
  schemas: MessageSchemas,
  message: string,
  json: JsonValue,
  options: JsonToMessageOptions = {},
): Uint8Array {
  const writer = new WireWriter();
  const where = message.slice(message.lastIndexOf('.') + 1);
  writeMessage({ schemas, writer, ignoreUnknown: options.ignoreUnknown ?? false }, message, json, 0, where);
  return writer.finish();
}

/** Writes the content of a message with the writer of the caller. `where` names it in errors. */
export function writeJsonMessage(
  schemas: MessageSchemas,
  writer: WireWriter,
  message: string,
  json: JsonValue,
  where: string,
): void {
  writeMessage({ schemas, writer, ignoreUnknown: false }, message, json, 0, where);
}

function writeMessage(context: Context, message: string, json: JsonValue, depth: number, where: string): void {
  if (depth > MAX_MESSAGE_DEPTH) throw wireError(where, `nested deeper than ${MAX_MESSAGE_DEPTH} levels`);
  const object = asObject(json, where);
  const fields = fieldsOf(context.schemas, message);
  if (!context.ignoreUnknown) assertKnown(fields, object, where);
  const seen = new Map<string, string>();
  for (let i = fields.length - 1; i >= 0; i--) {
    const field = fields[i]!;
    const value = givenValue(field, object, where);
    if (value === undefined) continue;
    if (field.oneof !== undefined) {
      const other = seen.get(field.oneof);
      if (other !== undefined) throw wireError(where, `${field.name} and ${other} are both given, only one may be`);
      seen.set(field.oneof, field.name);
    }
    writeField(context, field, value, depth, `${where}.${field.name}`);
  }
}

function writeField(context: Context, field: FieldSchema, value: JsonValue, depth: number, where: string): void {
  const { writer } = context;
  if (field.kind === 'map') {
    writeMap(context, field, asObject(value, where), depth, where);
    return;
  }
  if (field.kind === 'repeated') {
    writeRepeated(context, field, asList(value, where), depth, where);
    return;
  }
  if (field.type !== 'message') {
    const parsed = parseScalar(context.schemas, field, value, where);
    if (field.oneof === undefined && isZero(parsed)) return;
    encodeScalar(writer, field, parsed, field.number);
    return;
  }
  const mark = writer.size;
  writeNested(context, field.of!, value, depth + 1, where);
  writer.message(field.number, mark);
}

function writeRepeated(
  context: Context,
  field: FieldSchema,
  list: readonly JsonValue[],
  depth: number,
  where: string,
): void {
  const { writer } = context;
  const packed = wireTypeOf(field) !== WIRE.bytes;
  const start = writer.size;
  for (let i = list.length - 1; i >= 0; i--) {
    const mark = writer.size;
    const element = `${where}[${i}]`;
    if (field.type === 'message') {
      writeNested(context, field.of!, list[i]!, depth + 1, element);
      writer.message(field.number, mark);
    } else {
      encodeScalar(writer, field, parseScalar(context.schemas, field, list[i]!, element), packed ? 0 : field.number);
    }
  }
  if (packed && list.length > 0) writer.message(field.number, start);
}

function writeMap(context: Context, field: FieldSchema, map: JsonObject, depth: number, where: string): void {
  const { writer } = context;
  const keys = Object.keys(map);
  for (let i = keys.length - 1; i >= 0; i--) {
    const key = keys[i]!;
    const value = map[key]!;
    const entry = writer.size;
    const element = `${where}["${key}"]`;
    if (field.type === 'message') {
      writeNested(context, field.of!, value, depth + 2, element);
      writer.message(2, entry);
    } else encodeScalar(writer, field, parseScalar(context.schemas, field, value, element), 2);
    writer.string(1, key);
    writer.message(field.number, entry);
  }
}

function writeNested(context: Context, message: string, value: JsonValue, depth: number, where: string): void {
  switch (message) {
    case VALUE:
      writeValue(context.writer, value, depth, where);
      return;
    case LIST_VALUE:
      writeListValue(context.writer, asList(value, where), depth, where);
      return;
    case STRUCT:
      writeStruct(context.writer, asObject(value, where), depth, where);
      return;
    case ANY:
      writeAny(context, asObject(value, where), depth, where);
      return;
    default:
      writeMessage(context, message, value, depth, where);
      return;
  }
}

function writeAny(context: Context, any: JsonObject, depth: number, where: string): void {
  const { writer, schemas } = context;
  const { '@type': typeUrl, ...rest } = any;
  if (typeUrl === undefined && Object.keys(rest).length === 0) return;
  if (typeof typeUrl !== 'string' || typeUrl === '') throw wireError(where, '"@type" with a type URL is missing');
  const name = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
  const mark = writer.size;
  if (name === VALUE || name === LIST_VALUE || name === STRUCT || name === ANY) {
    writeNested(context, name, ownKey(rest, 'value') ?? null, depth + 1, `${where}.value`);
  } else if (Object.hasOwn(schemas.messages, name)) writeMessage(context, name, rest, depth + 1, where);
  else writer.raw(parseBase64(ownKey(rest, 'value') ?? '', `${where}.value`));
  writer.message(2, mark);
  writer.string(1, typeUrl);
}

function givenValue(field: FieldSchema, object: JsonObject, where: string): JsonValue | undefined {
  const value = ownKey(object, field.name);
  const other = field.protoName === undefined ? undefined : ownKey(object, field.protoName);
  if (value !== undefined && other !== undefined) {
    throw wireError(where, `${field.name} is given twice, as ${field.name} and ${field.protoName}`);
  }
  const given = value ?? other;
  // Only a Value can hold null; anywhere else null means not set.
  if (given !== null && given !== undefined) return given;
  const isNull = value === null || other === null;
  return isNull && field.of === VALUE && field.kind === undefined ? null : undefined;
}

function assertKnown(fields: readonly FieldSchema[], object: JsonObject, where: string): void {
  for (const key of Object.keys(object)) {
    if (key === '@type' || fields.some((field) => field.name === key || field.protoName === key)) continue;
    const known = fields.map((field) => field.name).join(', ');
    throw wireError(where, `unknown field ${JSON.stringify(key)} (known: ${known === '' ? 'none' : known})`);
  }
}

function asObject(value: JsonValue, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw wireError(where, 'must be an object');
}

function asList(value: JsonValue, where: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw wireError(where, 'must be a list');
}

function isZero(value: unknown): boolean {
  return (
    Object.is(value, 0) ||
    value === 0n ||
    value === '' ||
    value === false ||
    (value instanceof Uint8Array && value.length === 0)
  );
}
