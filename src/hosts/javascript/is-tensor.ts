import { createTensor, NUMBER_ARRAYS, type Tensor, type TensorData } from '../../payload/index.ts';

/** What holds the elements of each dtype; Array for the ones that are no numbers. */
const ARRAY_OF: Readonly<Record<keyof TensorData, new (length: number) => ArrayLike<unknown>>> = {
  ...NUMBER_ARRAYS,
  bytes: Array,
  json: Array,
  string: Array,
};

/** True for what looks like a tensor: `dtype`, `shape` and the kind of array that the dtype needs. */
export function isTensor(value: object): value is Tensor {
  const { dtype, shape, data } = value as { dtype?: unknown; shape?: unknown; data?: unknown };
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !Object.hasOwn(ARRAY_OF, dtype)) return false;
  return data instanceof ARRAY_OF[dtype as keyof TensorData];
}

/** The same tensor, once its shape is known to fit its data. Throws INVALID_ARGUMENT when it does not. */
export function checkTensor(tensor: Tensor): Tensor {
  createTensor(tensor.dtype, tensor.shape, tensor.data as never);
  return tensor;
}

/** A typed array as a tensor of one dimension; undefined for a DataView. */
export function fromTypedArray(array: ArrayBufferView): Tensor | undefined {
  const dtypes = Object.keys(ARRAY_OF) as (keyof TensorData)[];
  const dtype = dtypes.find((name) => name !== 'bool' && array instanceof ARRAY_OF[name]);
  return dtype === undefined
    ? undefined
    : createTensor(dtype, [(array as unknown as ArrayLike<unknown>).length], array as never);
}
