import type { JsonObject, JsonValue } from '../../../payload/index.ts';
import { WIRE, type WireReader, type WireWriter } from '../../protobuf/index.ts';

const KEY = (1 << 3) | WIRE.bytes;
const VALUE = (2 << 3) | WIRE.bytes;
const BOOL = (1 << 3) | WIRE.varint;
const INT64 = (2 << 3) | WIRE.varint;
const STRING = (3 << 3) | WIRE.bytes;
const DOUBLE = (4 << 3) | WIRE.fixed64;
const UINT64 = (5 << 3) | WIRE.varint;

const MAX_INT64 = 2n ** 63n - 1n;

/** Reads one entry of a map<string, InferParameter>, the field that follows, into an object. */
export function readParameter(reader: WireReader, into: Record<string, JsonValue>): void {
  const outer = reader.enter();
  let key = '';
  let value: JsonValue = null;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === KEY) key = reader.string();
    else if (tag === VALUE) value = readValue(reader);
    else reader.skip(tag);
  }
  reader.leave(outer);
  // An assignment to this key would set the prototype.
  if (key !== '__proto__') into[key] = value;
}

function readValue(reader: WireReader): JsonValue {
  const outer = reader.enter();
  let value: JsonValue = null;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === BOOL) value = reader.bool();
    else if (tag === INT64) value = toNumber(reader.int64());
    else if (tag === STRING) value = reader.string();
    else if (tag === DOUBLE) value = reader.float64();
    else if (tag === UINT64) value = toNumber(reader.uint64());
    else reader.skip(tag);
  }
  reader.leave(outer);
  return value;
}

function toNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Writes parameters as a map, last first. Lists, objects and null have no place in it and are left out. */
export function writeParameters(writer: WireWriter, field: number, parameters: JsonObject): void {
  for (const [key, value] of Object.entries(parameters).reverse()) {
    const entry = writer.size;
    if (!writeValue(writer, value)) continue;
    writer.message(2, entry);
    writer.string(1, key);
    writer.message(field, entry);
  }
}

function writeValue(writer: WireWriter, value: JsonValue): boolean {
  switch (typeof value) {
    case 'boolean':
      writer.bool(1, value);
      return true;
    case 'string':
      writer.string(3, value);
      return true;
    case 'number':
      if (Number.isSafeInteger(value)) writer.int64(2, BigInt(value));
      else writer.float64(4, value);
      return true;
    case 'bigint':
      writer.int64(value > MAX_INT64 ? 5 : 2, value);
      return true;
    default:
      return false;
  }
}
