import type { Dtype, TensorData } from '../../payload/index.ts';
import { badRequest } from './bad-request.ts';

type NumberDtype = Exclude<Dtype, 'string' | 'bytes' | 'json'>;
type Numbers = Float64Array | BigInt64Array | BigUint64Array;

interface IntegerRange {
  readonly make: (length: number) => Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;
  readonly min: number;
  readonly max: number;
}

const SMALL_INTEGERS: Readonly<Record<'int8' | 'int16' | 'int32' | 'uint8' | 'uint16' | 'uint32', IntegerRange>> = {
  int8: { make: (length) => new Int8Array(length), min: -128, max: 127 },
  int16: { make: (length) => new Int16Array(length), min: -32768, max: 32767 },
  int32: { make: (length) => new Int32Array(length), min: -2147483648, max: 2147483647 },
  uint8: { make: (length) => new Uint8Array(length), min: 0, max: 255 },
  uint16: { make: (length) => new Uint16Array(length), min: 0, max: 65535 },
  uint32: { make: (length) => new Uint32Array(length), min: 0, max: 4294967295 },
};

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const UINT64 = { min: 0n, max: 2n ** 64n - 1n };

/**
 * Numbers as the array of a dtype, with numpy's casts: fractions are cut off, everything but 0 is true.
 * Throws INVALID_ARGUMENT naming the element that the dtype cannot hold.
 */
export function convertNumbers(dtype: NumberDtype, numbers: Numbers, where: string): TensorData[NumberDtype] {
  switch (dtype) {
    case 'float64':
      return numbers instanceof Float64Array ? numbers : Float64Array.from(numbers as never, Number);
    case 'float32':
      return toFloats(new Float32Array(numbers.length), numbers);
    case 'float16':
      return toFloats(new Float16Array(numbers.length), numbers);
    case 'bool':
      return Uint8Array.from(numbers as never, (value) => (Number(value) === 0 ? 0 : 1));
    case 'int64':
      return numbers instanceof BigInt64Array
        ? numbers
        : toBigIntegers(new BigInt64Array(numbers.length), numbers, INT64, where);
    case 'uint64':
      return numbers instanceof BigUint64Array
        ? numbers
        : toBigIntegers(new BigUint64Array(numbers.length), numbers, UINT64, where);
    default:
      return toIntegers(dtype, numbers, where);
  }
}

function toFloats<T extends Float32Array | Float16Array>(floats: T, numbers: Numbers): T {
  for (let i = 0; i < floats.length; i++) floats[i] = Number(numbers[i]);
  return floats;
}

function toIntegers(dtype: keyof typeof SMALL_INTEGERS, numbers: Numbers, where: string) {
  const { make, min, max } = SMALL_INTEGERS[dtype];
  const integers = make(numbers.length);
  for (let i = 0; i < integers.length; i++) {
    const value = Math.trunc(Number(numbers[i]));
    // Also false for NaN.
    if (!(value >= min && value <= max)) throw tooLarge(where, i, dtype);
    integers[i] = value;
  }
  return integers;
}

function toBigIntegers<T extends BigInt64Array | BigUint64Array>(
  integers: T,
  numbers: Numbers,
  { min, max }: typeof INT64,
  where: string,
): T {
  const dtype = integers instanceof BigInt64Array ? 'int64' : 'uint64';
  for (let i = 0; i < integers.length; i++) {
    const value = numbers[i]!;
    if (typeof value === 'number' && !Number.isFinite(value)) throw tooLarge(where, i, dtype);
    const integer = typeof value === 'number' ? BigInt(Math.trunc(value)) : value;
    if (integer < min || integer > max) throw tooLarge(where, i, dtype);
    integers[i] = integer;
  }
  return integers;
}

function tooLarge(where: string, index: number, dtype: string): Error {
  return badRequest(`${where}.data: value ${index} does not fit into ${dtype.toUpperCase()}`);
}
