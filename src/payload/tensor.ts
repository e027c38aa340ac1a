import { RadiantError } from '../base/errors.ts';

/** Element types and the array that holds them. `json` holds any JSON value per element (numpy's object). */
export interface TensorData {
  bool: Uint8Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  float16: Float16Array;
  float32: Float32Array;
  float64: Float64Array;
  string: readonly string[];
  bytes: readonly Uint8Array[];
  json: readonly unknown[];
}

export type Dtype = keyof TensorData;

/** A dense array in row-major order. `data.length` is the product of `shape`; `shape` is empty for a scalar. */
export type Tensor = {
  [D in Dtype]: { readonly dtype: D; readonly shape: readonly number[]; readonly data: TensorData[D] };
}[Dtype];

export type TensorOf<D extends Dtype> = Extract<Tensor, { dtype: D }>;

/** Dtypes with their element size in bytes; absent for the ones that are not flat numbers. */
export const DTYPE_SIZE_BYTES: Readonly<Partial<Record<Dtype, number>>> = {
  bool: 1,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
};

/** The array that holds the elements of each dtype of flat numbers. */
export const NUMBER_ARRAYS = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Float16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Dtypes whose elements are flat numbers. */
export type NumberDtype = keyof typeof NUMBER_ARRAYS;

/** Makes a tensor and checks that the data fits the shape. Throws INVALID_ARGUMENT when it does not. */
export function createTensor<D extends Dtype>(dtype: D, shape: readonly number[], data: TensorData[D]): TensorOf<D> {
  const count = elementCount(shape);
  if (count !== data.length) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `shape [${shape.join(', ')}] needs ${count} values, but ${data.length} were given`,
      { reason: 'BAD_SHAPE' },
    );
  }
  return { dtype, shape, data } as unknown as TensorOf<D>;
}

/** Number of elements of a shape; 1 for the empty shape. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** True for dtypes that hold numbers (bool is not one, as in numpy's `issubdtype(number)`). */
export function isNumeric(dtype: Dtype): boolean {
  return dtype !== 'bool' && DTYPE_SIZE_BYTES[dtype] !== undefined;
}
