import { RadiantError } from '../../base/index.ts';
import type { Dtype, Tensor } from '../../payload/index.ts';

const FLOATS = { float16: Float16Array, float32: Float32Array, float64: Float64Array } as const;
const INTEGERS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
} as const;
const BIG_INTEGERS = { int64: BigInt64Array, uint64: BigUint64Array } as const;

/**
 * The elements of a tensor as those of another dtype: its own array where it is of that dtype already. Floats are rounded;
 * null is NaN; integers must be whole and in range. Throws INVALID_ARGUMENT naming the element.
 */
export function toElements(tensor: Tensor, wanted: Dtype, name: string): unknown {
  if (tensor.dtype === wanted) return tensor.data;
  const values = tensor.data as ArrayLike<unknown>;
  if (wanted in FLOATS) return toFloats(values, FLOATS[wanted as keyof typeof FLOATS], name);
  if (wanted in INTEGERS) return toIntegers(values, INTEGERS[wanted as keyof typeof INTEGERS], name);
  if (wanted in BIG_INTEGERS) return toBigIntegers(values, BIG_INTEGERS[wanted as keyof typeof BIG_INTEGERS], name);
  if (wanted === 'bool') return Uint8Array.from(values, (value, i) => toTruth(value, i, name));
  if (wanted === 'string') return Array.from(values, (value, i) => toText(value, i, name));
  throw new RadiantError('INVALID_ARGUMENT', `the input ${name} is of the type ${wanted}, which cannot be sent here`, {
    reason: 'MICROSERVICE_BAD_DATA',
  });
}

function toFloats(values: ArrayLike<unknown>, Target: (typeof FLOATS)[keyof typeof FLOATS], name: string) {
  const data = new Target(values.length);
  for (let i = 0; i < data.length; i++) {
    const value = values[i];
    if (typeof value === 'number') data[i] = value;
    else if (value === null) data[i] = Number.NaN;
    else if (typeof value === 'bigint' || typeof value === 'boolean') data[i] = Number(value);
    else throw wrong(name, i, 'a number', value);
  }
  return data;
}

function toIntegers(values: ArrayLike<unknown>, Target: (typeof INTEGERS)[keyof typeof INTEGERS], name: string) {
  const data = new Target(values.length);
  for (let i = 0; i < data.length; i++) {
    const value = values[i];
    if (typeof value === 'string' || typeof value === 'object') throw wrong(name, i, 'a whole number', value);
    data[i] = Number(value);
    if (data[i] !== Number(value)) throw wrong(name, i, `a whole number that fits ${nameOf(Target)}`, value);
  }
  return data;
}

function toBigIntegers(
  values: ArrayLike<unknown>,
  Target: (typeof BIG_INTEGERS)[keyof typeof BIG_INTEGERS],
  name: string,
) {
  const data = new Target(values.length);
  for (let i = 0; i < data.length; i++) {
    const value = values[i];
    const isWhole = typeof value === 'bigint' || typeof value === 'boolean' || Number.isSafeInteger(value);
    if (!isWhole) throw wrong(name, i, 'a whole number', value);
    data[i] = BigInt(value as number);
    if (data[i] !== BigInt(value as number)) throw wrong(name, i, `a whole number that fits ${nameOf(Target)}`, value);
  }
  return data;
}

function toTruth(value: unknown, index: number, name: string): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw wrong(name, index, 'true or false', value);
}

function toText(value: unknown, index: number, name: string): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  throw wrong(name, index, 'a text', value);
}

function nameOf(Target: { readonly name: string }): string {
  return Target.name.replace('Array', '').toLowerCase();
}

/** Says what kind of value it is; what it holds stays with the caller. */
function wrong(name: string, index: number, want: string, value: unknown): RadiantError {
  const kind = value === null ? 'null' : typeof value === 'number' ? 'another number' : `a ${typeof value}`;
  return new RadiantError(
    'INVALID_ARGUMENT',
    `value ${index} of the input ${name}: the model wants ${want}, but ${kind} was given`,
    {
      reason: 'MICROSERVICE_BAD_DATA',
      httpStatus: 400,
    },
  );
}
