import type { JsonValue } from '../../payload/index.ts';
import { enumOf, type FieldSchema, type MessageSchemas, wireTypeOf } from './message-schema.ts';
import { parseBase64 } from './parse-base64.ts';
import { wireError } from './wire-error.ts';
import type { WireWriter } from './wire-writer.ts';

const INTEGER = /^-?\d+(\.0*)?$/;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const NON_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);

const RANGES = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
} as const;

export type Scalar = number | bigint | boolean | string | Uint8Array;

/** Checks a JSON value against a scalar field and gives what `encodeScalar` writes. Throws INVALID_ARGUMENT. */
export function parseScalar(schemas: MessageSchemas, field: FieldSchema, value: JsonValue, where: string): Scalar {
  switch (field.type) {
    case 'double':
      return parseNumber(value, where);
    case 'float': {
      const number = parseNumber(value, where);
      if (!Number.isFinite(number) || Number.isFinite(Math.fround(number))) return number;
      throw wireError(where, `${number} does not fit a float`);
    }
    case 'int32':
    case 'uint32':
    case 'int64':
    case 'uint64':
      return parseInteger(field.type, value, where);
    case 'bool':
      if (typeof value !== 'boolean') throw wireError(where, 'must be true or false');
      return value;
    case 'string':
      if (typeof value !== 'string') throw wireError(where, 'must be text');
      if (!value.isWellFormed()) throw wireError(where, 'is not valid Unicode');
      return value;
    case 'bytes':
      return parseBase64(value, where);
    case 'enum':
      return parseEnum(schemas, field, value, where);
    case 'message':
      throw new TypeError(`field ${field.name} is no scalar`);
  }
}

/** Writes a parsed scalar, with its tag, or without one when `number` is 0 (inside a packed list). */
export function encodeScalar(writer: WireWriter, field: FieldSchema, value: Scalar, number: number): void {
  if (typeof value === 'string') {
    writer.string(number, value);
    return;
  }
  if (value instanceof Uint8Array) {
    writer.bytes(number, value);
    return;
  }
  if (typeof value === 'bigint') writer.rawInt64(value);
  else if (field.type === 'double') writer.rawFloat64(Number(value));
  else if (field.type === 'float') writer.rawFloat32(Number(value));
  else writer.rawInt32(Number(value));
  if (number !== 0) writer.tag(number, wireTypeOf(field));
}

function parseNumber(value: JsonValue, where: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && (NUMBER.test(value) || NON_FINITE.has(value))) return Number(value);
  throw wireError(where, 'must be a number');
}

function parseInteger(type: keyof typeof RANGES, value: JsonValue, where: string): number | bigint {
  const [low, high] = RANGES[type];
  const integer = toInteger(value);
  if (integer === undefined) throw wireError(where, 'must be an integer');
  if (integer < low || integer > high) throw wireError(where, `${integer} does not fit ${type}`);
  return type === 'int64' || type === 'uint64' ? integer : Number(integer);
}

function toInteger(value: JsonValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  // Longer text is out of range anyway, and BigInt of a very long one is slow.
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (INTEGER.test(value)) return BigInt(value.replace(/\..*$/, ''));
  return NUMBER.test(value) && Number.isInteger(Number(value)) ? BigInt(Number(value)) : undefined;
}

function parseEnum(schemas: MessageSchemas, field: FieldSchema, value: JsonValue, where: string): number {
  const values = enumOf(schemas, field.of!);
  if (typeof value === 'string') {
    if (Object.hasOwn(values, value)) return values[value]!;
    throw wireError(where, `${JSON.stringify(value)} is none of ${Object.keys(values).join(', ')}`);
  }
  return Number(parseInteger('int32', value, where));
}
