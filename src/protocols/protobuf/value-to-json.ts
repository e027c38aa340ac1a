import type { JsonValue } from '../../payload/index.ts';
import { type OpenObject, setKey } from './set-key.ts';
import type { WireReader } from './wire-reader.ts';
import { MAX_MESSAGE_DEPTH, WIRE } from './wire-type.ts';

/**
 * Reads the rest of the reader as a google.protobuf.Value. Numbers are doubles, NaN and the infinities stay numbers.
 * `before` is what an earlier occurrence of the same field gave: lists are appended to, objects merged, as protobuf says.
 */
export function readValue(reader: WireReader, depth: number, before?: JsonValue): JsonValue {
  assertDepth(reader, depth);
  let value: JsonValue = before ?? null;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case (1 << 3) | WIRE.varint:
        reader.uint32();
        value = null;
        break;
      case (2 << 3) | WIRE.fixed64:
        value = reader.float64();
        break;
      case (3 << 3) | WIRE.bytes:
        value = reader.string();
        break;
      case (4 << 3) | WIRE.varint:
        value = reader.bool();
        break;
      case (5 << 3) | WIRE.bytes: {
        const outer = reader.enter();
        value = readStruct(reader, depth + 1, isObject(value) ? value : {});
        reader.leave(outer);
        break;
      }
      case (6 << 3) | WIRE.bytes: {
        const outer = reader.enter();
        value = readListValue(reader, depth + 1, Array.isArray(value) ? value : []);
        reader.leave(outer);
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  return value;
}

/** Reads the rest of the reader as a google.protobuf.ListValue and appends its elements to `list`. */
export function readListValue(reader: WireReader, depth: number, list: JsonValue[]): JsonValue[] {
  assertDepth(reader, depth);
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== ((1 << 3) | WIRE.bytes)) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    list.push(readValue(reader, depth + 1));
    reader.leave(outer);
  }
  return list;
}

/** Reads the rest of the reader as a google.protobuf.Struct into `target`; the last of equal keys wins. */
export function readStruct(reader: WireReader, depth: number, target: OpenObject): OpenObject {
  assertDepth(reader, depth);
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== ((1 << 3) | WIRE.bytes)) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    readEntry(reader, depth, target);
    reader.leave(outer);
  }
  return target;
}

function readEntry(reader: WireReader, depth: number, target: OpenObject): void {
  let key = '';
  let value: JsonValue = null;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | WIRE.bytes)) key = reader.string();
    else if (tag === ((2 << 3) | WIRE.bytes)) {
      const outer = reader.enter();
      value = readValue(reader, depth + 1, value);
      reader.leave(outer);
    } else reader.skip(tag);
  }
  setKey(target, key, value);
}

function isObject(value: JsonValue): value is OpenObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function assertDepth(reader: WireReader, depth: number): void {
  if (depth > MAX_MESSAGE_DEPTH) throw reader.error(`nested deeper than ${MAX_MESSAGE_DEPTH} levels`);
}
