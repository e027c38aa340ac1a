import { type Field, MESSAGES } from './protobuf-schema.table.ts';

type Raw = bigint | Buffer;

/** Decodes a message into the recorded JSON form: the inverse of encodeProtobuf. Unknown fields are listed under `?`. */
export function decodeProtobuf(type: string, bytes: Buffer): unknown {
  if (type === 'Value') return decodeValue(bytes);
  if (type === 'ListValue') return [...readFields(bytes)].map(([, , raw]) => decodeValue(raw as Buffer));
  if (type === 'Struct') return decodeMap(bytes, 'string', 'm:Value');
  const schema = MESSAGES[type];
  if (schema === undefined) throw new Error(`no schema for ${type}`);
  const byNumber = new Map(Object.entries(schema).map(([name, field]) => [field[0], [name, field] as const]));
  const message: Record<string, unknown> = {};
  for (const [number, wireType, raw] of readFields(bytes)) {
    const known = byNumber.get(number);
    if (known === undefined) message['?'] = [...((message['?'] as number[] | undefined) ?? []), number];
    else decodeMember(message, known[0], known[1], wireType, raw);
  }
  return message;
}

function decodeMember(message: Record<string, unknown>, name: string, field: Field, wireType: number, raw: Raw): void {
  const [, type, flag] = field;
  if (type.startsWith('map:')) {
    const [, keyType, ...rest] = type.split(':');
    const [key, value] = decodeEntry(raw as Buffer, keyType!, rest.join(':'));
    message[name] = { ...(message[name] as object | undefined), [key]: value };
  } else if (flag !== 'r') {
    message[name] = decodeScalar(type, raw);
  } else {
    const isPacked = wireType === 2 && !(type === 'string' || type === 'bytes' || type.startsWith('m:'));
    const items = isPacked ? readPacked(raw as Buffer, type) : [raw];
    message[name] = [...((message[name] as unknown[]) ?? []), ...items.map((item) => decodeScalar(type, item))];
  }
}

function decodeMap(bytes: Buffer, keyType: string, valueType: string): Record<string, unknown> {
  return Object.fromEntries([...readFields(bytes)].map(([, , raw]) => decodeEntry(raw as Buffer, keyType, valueType)));
}

function decodeEntry(bytes: Buffer, keyType: string, valueType: string): readonly [string, unknown] {
  let key = '';
  let value: unknown =
    valueType === 'm:Value' ? null : valueType === 'string' ? '' : valueType.startsWith('m:') ? {} : 0;
  for (const [number, , raw] of readFields(bytes)) {
    if (number === 1) key = String(decodeScalar(keyType, raw));
    else value = decodeScalar(valueType, raw);
  }
  return [key, value];
}

function decodeValue(bytes: Buffer): unknown {
  let value: unknown = null;
  for (const [number, , raw] of readFields(bytes)) {
    if (number === 1) value = null;
    else if (number === 2) value = jsonNumber((raw as Buffer).readDoubleLE(0));
    else if (number === 3) value = (raw as Buffer).toString();
    else if (number === 4) value = raw !== 0n;
    else value = decodeProtobuf(number === 5 ? 'Struct' : 'ListValue', raw as Buffer);
  }
  return value;
}

function decodeScalar(type: string, raw: Raw): unknown {
  if (type.startsWith('m:')) return decodeProtobuf(type.slice(2), raw as Buffer);
  if (type.startsWith('enum:')) return type.slice(5).split(',')[Number(raw)] ?? Number(raw);
  switch (type) {
    case 'string':
      return (raw as Buffer).toString();
    case 'bytes':
      return (raw as Buffer).toString('base64');
    case 'bool':
      return raw !== 0n;
    case 'int32':
      return Number(BigInt.asIntN(32, raw as bigint));
    case 'int64':
      return String(BigInt.asIntN(64, raw as bigint));
    case 'double':
      return jsonNumber((raw as Buffer).readDoubleLE(0));
    case 'float':
      return jsonNumber(Number((raw as Buffer).readFloatLE(0).toPrecision(7)));
    default:
      throw new Error(`no decoding for ${type}`);
  }
}

function* readFields(bytes: Buffer): Generator<readonly [number, number, Raw]> {
  let at = 0;
  while (at < bytes.length) {
    const key = readVarint(bytes, at);
    const wireType = Number(key.value & 7n);
    const [raw, next] = readRaw(bytes, key.next, wireType);
    at = next;
    yield [Number(key.value >> 3n), wireType, raw];
  }
}

function readRaw(bytes: Buffer, at: number, wireType: number): readonly [Raw, number] {
  const varint = wireType === 0 || wireType === 2 ? readVarint(bytes, at) : undefined;
  if (wireType === 0) return [varint!.value, varint!.next];
  const start = varint?.next ?? at;
  const size = varint === undefined ? (wireType === 1 ? 8 : 4) : Number(varint.value);
  if (start + size > bytes.length) throw new Error('truncated protobuf message');
  return [bytes.subarray(start, start + size), start + size];
}

function readPacked(bytes: Buffer, type: string): Raw[] {
  const wireType = type === 'double' ? 1 : type === 'float' ? 5 : 0;
  const items: Raw[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [raw, next] = readRaw(bytes, at, wireType);
    items.push(raw);
    at = next;
  }
  return items;
}

function readVarint(bytes: Buffer, start: number): { value: bigint; next: number } {
  let value = 0n;
  for (let at = start, shift = 0n; at < bytes.length; at++, shift += 7n) {
    const byte = bytes[at]!;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return { value, next: at + 1 };
  }
  throw new Error('truncated protobuf varint');
}

function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
