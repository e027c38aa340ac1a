import type { JsonValue } from '../../payload/index.ts';
import type { ValueList } from '../tensor-proto/index.ts';
import { badData } from './bad-data.ts';
import { decodeBase64 } from './decode-base64.ts';

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const NON_FINITE = ['NaN', 'Infinity', '-Infinity'];

const INT32 = [-(2n ** 31n), 2n ** 31n - 1n] as const;

/** One element of a value list in JSON as `TensorProtoParts` wants it. Protobuf's JSON may write any number as text. */
export function toTfValue(list: ValueList, value: JsonValue, field: string): number | bigint | Uint8Array {
  switch (list) {
    case 'stringVal':
      if (typeof value !== 'string') throw badData(`${field} must be a base64 text`);
      return decodeBase64(value, field);
    case 'boolVal':
      if (typeof value !== 'boolean') throw badData(`${field} must be true or false`);
      return value ? 1 : 0;
    case 'doubleVal':
    case 'floatVal':
      return toNumber(value, field);
    case 'int64Val':
      return toInteger(value, field, -(2n ** 63n), 2n ** 63n - 1n);
    case 'uint64Val':
      return toInteger(value, field, 0n, 2n ** 64n - 1n);
    case 'uint32Val':
      return Number(toInteger(value, field, 0n, 2n ** 32n - 1n));
    case 'halfVal':
      return Number(toInteger(value, field, 0n, 65535n));
    case 'intVal':
      return Number(toInteger(value, field, ...INT32));
  }
}

function toNumber(value: JsonValue, field: string): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && (NUMBER.test(value) || NON_FINITE.includes(value))) return Number(value);
  throw badData(`${field} must be a number`);
}

function toInteger(value: JsonValue, field: string, low: bigint, high: bigint): bigint {
  const isInteger =
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isInteger(value)) ||
    (typeof value === 'string' && /^-?\d{1,20}$/.test(value));
  const integer = isInteger ? BigInt(value as number | bigint | string) : undefined;
  if (integer === undefined || integer < low || integer > high) {
    throw badData(`${field} must be an integer from ${low} to ${high}`);
  }
  return integer;
}
