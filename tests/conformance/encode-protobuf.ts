import { type Field, MESSAGES } from './protobuf-schema.table.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Encodes a message given as the recorded JSON: bytes as base64, Value as plain JSON, non-finite numbers as text. */
export function encodeProtobuf(type: string, value: unknown): Buffer {
  if (type === 'Value') return encodeValue(value);
  if (type === 'ListValue') {
    return Buffer.concat((value as unknown[]).map((item) => delimited(1, encodeValue(item))));
  }
  if (type === 'Struct') {
    return Buffer.concat(
      Object.entries(value as Fields).map(([key, member]) =>
        delimited(1, Buffer.concat([delimited(1, Buffer.from(key)), delimited(2, encodeValue(member))])),
      ),
    );
  }
  const schema = MESSAGES[type];
  if (schema === undefined) throw new Error(`no schema for ${type}`);
  const unknown = Object.keys(value as Fields).find((name) => !(name in schema));
  if (unknown !== undefined) throw new Error(`no field ${unknown} in ${type}`);
  const given = Object.entries(schema).filter(([name]) => name in (value as Fields));
  return Buffer.concat(given.flatMap(([name, field]) => encodeMember(field, (value as Fields)[name])));
}

function encodeMember([number, type, flag]: Field, value: unknown): Buffer[] {
  if (type.startsWith('map:')) {
    const [, keyType, ...rest] = type.split(':');
    return Object.entries(value as Fields).map(([key, member]) =>
      delimited(number, Buffer.concat([encodeField(1, keyType!, key), encodeField(2, rest.join(':'), member)])),
    );
  }
  if (flag !== 'r') return [encodeField(number, type, value)];
  const items = value as unknown[];
  if (type === 'string' || type === 'bytes' || type.startsWith('m:')) {
    return items.map((item) => encodeField(number, type, item));
  }
  return items.length === 0 ? [] : [delimited(number, Buffer.concat(items.map((item) => encodeScalar(type, item)[1])))];
}

function encodeValue(value: unknown): Buffer {
  if (value === null) return Buffer.concat([tag(1, 0), varint(0)]);
  if (typeof value === 'number') return Buffer.concat([tag(2, 1), float64(value)]);
  if (typeof value === 'string') return delimited(3, Buffer.from(value));
  if (typeof value === 'boolean') return Buffer.concat([tag(4, 0), varint(value ? 1 : 0)]);
  if (Array.isArray(value)) return delimited(6, encodeProtobuf('ListValue', value));
  return delimited(5, encodeProtobuf('Struct', value));
}

function encodeField(number: number, type: string, value: unknown): Buffer {
  const [wireType, bytes] = encodeScalar(type, value);
  return wireType === 2 ? delimited(number, bytes) : Buffer.concat([tag(number, wireType), bytes]);
}

function encodeScalar(type: string, value: unknown): readonly [number, Buffer] {
  if (type.startsWith('m:')) return [2, encodeProtobuf(type.slice(2), value)];
  if (type.startsWith('enum:')) {
    return [0, varint(typeof value === 'number' ? value : type.slice(5).split(',').indexOf(String(value)))];
  }
  switch (type) {
    case 'string':
      return [2, Buffer.from(String(value))];
    case 'bytes':
      return [2, Buffer.from(String(value), 'base64')];
    case 'bool':
      return [0, varint(value === true ? 1 : 0)];
    case 'int32':
    case 'int64':
      return [0, varint(value as number | string)];
    case 'double':
      return [1, float64(value)];
    case 'float':
      return [5, float32(value)];
    default:
      throw new Error(`no encoding for ${type}`);
  }
}

function varint(value: number | string): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}

function tag(number: number, wireType: number): Buffer {
  return varint((number << 3) | wireType);
}

function delimited(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([tag(number, 2), varint(bytes.length), bytes]);
}

function float64(value: unknown): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(Number(value));
  return bytes;
}

function float32(value: unknown): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(Number(value));
  return bytes;
}
