import type { Tensor } from '../../payload/index.ts';

/** The rows of several tensors of the same dtype and row shape, one below the other. */
export function joinTensors(tensors: readonly Tensor[]): Tensor {
  const first = tensors[0] as Tensor;
  const rows = tensors.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const shape = [rows, ...first.shape.slice(1)];
  if (Array.isArray(first.data)) {
    return {
      dtype: first.dtype,
      shape,
      data: tensors.flatMap(({ data }) => data as unknown as unknown[]),
    } as unknown as Tensor;
  }
  const length = tensors.reduce((sum, { data }) => sum + data.length, 0);
  const data = new (first.data.constructor as new (length: number) => TypedData)(length);
  let at = 0;
  for (const tensor of tensors) {
    data.set(tensor.data as unknown as ArrayLike<never>, at);
    at += tensor.data.length;
  }
  return { dtype: first.dtype, shape, data } as unknown as Tensor;
}

/** Rows `from` (included) to `to` (excluded); numbers are viewed, not copied. */
export function sliceTensor({ dtype, shape, data }: Tensor, from: number, to: number): Tensor {
  let size = 1;
  for (const length of shape.slice(1)) size *= length;
  const part = Array.isArray(data)
    ? data.slice(from * size, to * size)
    : (data as unknown as TypedData).subarray(from * size, to * size);
  return { dtype, shape: [to - from, ...shape.slice(1)], data: part } as unknown as Tensor;
}

interface TypedData {
  set(from: ArrayLike<never>, at: number): void;
  subarray(from: number, to: number): unknown;
}
