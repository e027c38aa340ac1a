import { Buffer } from 'node:buffer';
import type { JsonObject, JsonValue } from '../../payload/index.ts';
import {
  ANY,
  enumOf,
  type FieldSchema,
  fieldsOf,
  LIST_VALUE,
  type MessageSchemas,
  STRUCT,
  VALUE,
  wireTypeOf,
} from './message-schema.ts';
import { type OpenObject, ownKey, setKey } from './set-key.ts';
import { shortestFloat32 } from './shortest-float32.ts';
import { readListValue, readStruct, readValue } from './value-to-json.ts';
import { wireError } from './wire-error.ts';
import { WireReader } from './wire-reader.ts';
import { MAX_MESSAGE_DEPTH, WIRE } from './wire-type.ts';

export interface MessageToJsonOptions {
  /** Refuse NaN and the infinities in a google.protobuf.Value, which JSON text cannot hold. */
  readonly strict?: boolean;
}

interface Context {
  readonly schemas: MessageSchemas;
  readonly reader: WireReader;
}

/**
 * Reads the rest of the reader as the named message and gives its protobuf JSON form: fields with their default value are left
 * out, 64-bit integers and bytes are text, enums are names, NaN in a double field is the text "NaN".
 * A google.protobuf.Any whose type is not in the tables is `{"@type": url, "value": base64}`.
 */
export function messageToJson(
  schemas: MessageSchemas,
  message: string,
  bytes: Uint8Array,
  options: MessageToJsonOptions = {},
): JsonObject {
  const reader = new WireReader(bytes, message);
  const json = readMessage({ schemas, reader }, message, {}, 0);
  // Numbers of double fields are text by now when they are not finite, so what is found here stood in a Value.
  if (options.strict === true && !isFiniteJson(json)) {
    throw wireError(
      message,
      'NaN and Infinity inside lists and objects have no form in JSON; send them in data.tensor',
    );
  }
  return json;
}

function readMessage(context: Context, message: string, target: OpenObject, depth: number): OpenObject {
  const { reader } = context;
  if (depth > MAX_MESSAGE_DEPTH) throw reader.error(`nested deeper than ${MAX_MESSAGE_DEPTH} levels`);
  const fields = fieldsOf(context.schemas, message);
  while (reader.position < reader.end) {
    const tag = reader.tag();
    const field = fields.find((candidate) => candidate.number === tag >>> 3);
    if (field === undefined) reader.skip(tag);
    else readField(context, fields, field, tag, target, depth);
  }
  return target;
}

function readField(
  context: Context,
  fields: readonly FieldSchema[],
  field: FieldSchema,
  tag: number,
  target: OpenObject,
  depth: number,
): void {
  const { reader } = context;
  const wireType = tag & 7;
  if (field.kind === 'map' && wireType === WIRE.bytes) {
    readMapEntry(context, field, target, depth);
    return;
  }
  if (field.kind === 'repeated') {
    readRepeated(context, field, tag, target, depth);
    return;
  }
  if (wireType !== wireTypeOf(field)) {
    reader.skip(tag);
    return;
  }
  const value = readSingle(context, field, depth, ownKey(target, field.name));
  if (field.oneof !== undefined) clearOneof(fields, field, target);
  else if (field.type !== 'message' && isDefault(context.schemas, field, value)) {
    delete target[field.name];
    return;
  }
  target[field.name] = value;
}

function readRepeated(context: Context, field: FieldSchema, tag: number, target: OpenObject, depth: number): void {
  const { reader } = context;
  const expected = wireTypeOf(field);
  const packed = (tag & 7) === WIRE.bytes && expected !== WIRE.bytes;
  if (!packed && (tag & 7) !== expected) {
    reader.skip(tag);
    return;
  }
  const list = (ownKey(target, field.name) as JsonValue[] | undefined) ?? [];
  if (packed) {
    const outer = reader.enter();
    while (reader.position < reader.end) list.push(readScalar(context, field));
    reader.leave(outer);
  } else list.push(readSingle(context, field, depth, undefined));
  if (list.length > 0) target[field.name] = list;
}

function readMapEntry(context: Context, field: FieldSchema, target: OpenObject, depth: number): void {
  const { reader } = context;
  const outer = reader.enter();
  let key = '';
  let value: JsonValue | undefined;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) key = reader.string();
    else if (tag === ((2 << 3) | wireTypeOf(field))) value = readSingle(context, field, depth + 1, value);
    else reader.skip(tag);
  }
  reader.leave(outer);
  const map = (ownKey(target, field.name) as OpenObject | undefined) ?? {};
  setKey(map, key, value ?? defaultOf(field));
  target[field.name] = map;
}

function readSingle(context: Context, field: FieldSchema, depth: number, before: JsonValue | undefined): JsonValue {
  if (field.type !== 'message') return readScalar(context, field);
  const { reader } = context;
  const outer = reader.enter();
  const value = readNested(context, field.of!, depth + 1, before);
  reader.leave(outer);
  return value;
}

function readNested(context: Context, message: string, depth: number, before: JsonValue | undefined): JsonValue {
  const { reader } = context;
  switch (message) {
    case VALUE:
      return readValue(reader, depth, before);
    case LIST_VALUE:
      return readListValue(reader, depth, (before as JsonValue[] | undefined) ?? []);
    case STRUCT:
      return readStruct(reader, depth, (before as OpenObject | undefined) ?? {});
    case ANY:
      return readAny(context, depth);
    default:
      return readMessage(context, message, (before as OpenObject | undefined) ?? {}, depth);
  }
}

function readAny(context: Context, depth: number): JsonValue {
  const { reader, schemas } = context;
  let typeUrl = '';
  let content = new Uint8Array(0);
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) typeUrl = reader.string();
    else if (tag === ((2 << 3) | WIRE.bytes)) content = reader.bytesField() as Uint8Array<ArrayBuffer>;
    else reader.skip(tag);
  }
  if (typeUrl === '' && content.length === 0) return {};
  const name = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
  const inside = { ...context, reader: new WireReader(content, name) };
  if (name === VALUE || name === LIST_VALUE || name === STRUCT || name === ANY) {
    return { '@type': typeUrl, value: readNested(inside, name, depth + 1, undefined) };
  }
  if (Object.hasOwn(schemas.messages, name)) return readMessage(inside, name, { '@type': typeUrl }, depth + 1);
  return { '@type': typeUrl, value: base64(content) };
}

function readScalar({ reader, schemas }: Context, field: FieldSchema): JsonValue {
  switch (field.type) {
    case 'double':
      return nonFiniteAsText(reader.float64());
    case 'float':
      return nonFiniteAsText(shortestFloat32(reader.float32()));
    case 'int32':
      return reader.int32();
    case 'uint32':
      return reader.uint32();
    case 'int64':
      return reader.int64().toString();
    case 'uint64':
      return reader.uint64().toString();
    case 'bool':
      return reader.bool();
    case 'string':
      return reader.string();
    case 'bytes':
      return base64(reader.bytesField());
    case 'enum': {
      const number = reader.int32();
      const values = enumOf(schemas, field.of!);
      return Object.keys(values).find((name) => values[name] === number) ?? number;
    }
    case 'message':
      throw new TypeError(`field ${field.name} is no scalar`);
  }
}

function defaultOf(field: FieldSchema): JsonValue {
  switch (field.type) {
    case 'bool':
      return false;
    case 'string':
    case 'bytes':
      return '';
    case 'int64':
    case 'uint64':
      return '0';
    case 'message':
      return field.of === VALUE ? null : {};
    default:
      return 0;
  }
}

/** -0.0 is not the default: its bits are not all zero. */
function isDefault(schemas: MessageSchemas, field: FieldSchema, value: JsonValue): boolean {
  if (field.type === 'double' || field.type === 'float') return Object.is(value, 0);
  if (field.type === 'enum') return enumOf(schemas, field.of!)[String(value)] === 0;
  return value === defaultOf(field);
}

function clearOneof(fields: readonly FieldSchema[], field: FieldSchema, target: OpenObject): void {
  for (const other of fields) {
    if (other.oneof === field.oneof && other.number !== field.number) delete target[other.name];
  }
}

function nonFiniteAsText(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value);
}

function isFiniteJson(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return (Array.isArray(value) ? value : Object.values(value)).every(isFiniteJson);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
