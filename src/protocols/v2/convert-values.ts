import { type JsonValue, MAX_DIMENSIONS, type TensorData } from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';
import { convertNumbers } from './convert-numbers.ts';
import type { DatatypeEntry } from './datatypes.table.ts';

/** Texts that Python reads as floats. */
const NUMBER_TEXT = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;
const WORDS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

/** Values of any JSON kind, laid flat, as the array of a datatype. Throws INVALID_ARGUMENT naming the element that does not fit. */
export function convertValues(
  { dtype }: DatatypeEntry,
  datatype: string,
  values: readonly JsonValue[],
  where: string,
): TensorData[keyof TensorData] {
  switch (dtype) {
    case 'string':
    case 'bytes':
    case 'json':
      return values.map((value, i) => toText(value, i, where));
    case 'int64':
    case 'uint64': {
      const numbers = values.map((value, i) => toInteger(value, i, datatype, where));
      const data = numbers.some((value) => value > 2n ** 63n - 1n) ? BigUint64Array : BigInt64Array;
      for (const [i, value] of numbers.entries()) {
        if (value >= 2n ** 64n || value < -(2n ** 63n)) throw unfit(i, `beyond 64 bits`, datatype, where);
      }
      return convertNumbers(dtype, data.from(numbers), where);
    }
    default: {
      const isFloat = dtype === 'float64' || dtype === 'float32' || dtype === 'float16';
      const numbers = Float64Array.from(values, (value, i) => toNumber(value, i, isFloat, datatype, where));
      return convertNumbers(dtype, numbers, where);
    }
  }
}

/** Lists in lists as one list. Throws INVALID_ARGUMENT for lists of unlike lengths. */
export function flatten(value: JsonValue, where: string): readonly JsonValue[] {
  if (!Array.isArray(value)) return [value];
  let level = value as readonly JsonValue[];
  for (let depth = 0; level.some(Array.isArray); depth++) {
    const size = (level[0] as readonly JsonValue[] | undefined)?.length;
    if (!level.every((item) => Array.isArray(item) && item.length === size)) {
      throw badRequest(`${where}.data is ragged: lists of one level must have the same length`);
    }
    if (depth >= MAX_DIMENSIONS) throw badRequest(`${where}.data is nested deeper than ${MAX_DIMENSIONS} levels`);
    level = (level as readonly (readonly JsonValue[])[]).flat();
  }
  return level;
}

function toText(value: JsonValue, index: number, where: string): string {
  if (typeof value === 'string') return value;
  throw unfit(index, describe(value), 'BYTES', where);
}

function toInteger(value: JsonValue, index: number, datatype: string, where: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string' && /^\s*[+-]?\d{1,20}\s*$/.test(value)) return BigInt(value.replace('+', ''));
  const number = toNumber(value, index, false, datatype, where);
  return BigInt(Math.trunc(number));
}

function toNumber(value: JsonValue, index: number, isFloat: boolean, datatype: string, where: string): number {
  if (typeof value === 'number') {
    if (isFloat || datatype === 'BOOL' || Number.isFinite(value)) return value;
  } else if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  else if (value === null && isFloat) return Number.NaN;
  else if (typeof value === 'string' && datatype !== 'BOOL') {
    const number = NUMBER_TEXT.test(value) ? Number(value) : isFloat ? WORDS[value.trim().toLowerCase()] : undefined;
    if (number !== undefined) return number;
  }
  throw unfit(index, describe(value), datatype, where);
}

function unfit(index: number, what: string, datatype: string, where: string): Error {
  return badRequest(`${where}.data: value ${index} is ${what}, which ${datatype} cannot hold`);
}

function describe(value: JsonValue): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}
