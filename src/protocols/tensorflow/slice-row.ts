import { createTensor, elementCount, type Tensor } from '../../payload/index.ts';

/** One row of a tensor with a first dimension; typed arrays are viewed, not copied. */
export function sliceRow(tensor: Tensor, row: number): Tensor {
  const shape = tensor.shape.slice(1);
  const width = elementCount(shape);
  const { data } = tensor;
  const from = row * width;
  const values = 'subarray' in data ? data.subarray(from, from + width) : data.slice(from, from + width);
  return createTensor(tensor.dtype, shape, values as never);
}
