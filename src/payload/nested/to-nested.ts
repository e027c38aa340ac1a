import { elementCount, type Tensor } from '../tensor.ts';

/** Nested arrays, or a single value for a tensor of no dimensions. */
export type Nested<T> = T | readonly Nested<T>[];

/** What an element of a tensor is in nested arrays. Only integers beyond 2^53 are bigint. */
export type NestedElement = number | bigint | boolean | string | Uint8Array | unknown;

/** A tensor as nested arrays of plain JavaScript values. */
export function toNested(tensor: Tensor): Nested<NestedElement> {
  const { shape, data, dtype } = tensor;
  const element = readElement(dtype);
  const build = (axis: number, start: number): Nested<NestedElement> => {
    if (axis === shape.length) return element(data[start]);
    const step = elementCount(shape.slice(axis + 1));
    return Array.from({ length: shape[axis] ?? 0 }, (_, index) => build(axis + 1, start + index * step));
  };
  return build(0, 0);
}

function readElement(dtype: Tensor['dtype']): (value: unknown) => NestedElement {
  if (dtype === 'bool') return (value) => value === 1;
  if (dtype === 'int64' || dtype === 'uint64') {
    return (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
  }
  return (value) => value;
}
