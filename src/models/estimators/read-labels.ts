import { createTensor, type Tensor } from '../../payload/index.ts';
import type { Described, DescribedObject } from '../formats/described.ts';
import { badAttribute, describe, itemsOf } from './read-attributes.ts';

/** Class labels, 1-d, in the dtype that predict gives: int64, float64, bool or string (json for mixed objects). */
export function readLabels(object: DescribedObject, name: string): Tensor {
  const value = object.state.get(name);
  if (value === undefined) throw badAttribute(object, name, 'is missing: was the model fitted before it was saved?');
  const labels = toLabels(value);
  if (labels === undefined) throw badAttribute(object, name, `want class labels, but it is ${describe(value)}`);
  return labels;
}

export function toLabels(value: Described): Tensor | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (value.kind === 'array' && value.data !== undefined) {
    const { data, dtype } = value;
    const shape = [data.length];
    if (dtype.kind === 'b') return createTensor('bool', shape, data as Uint8Array);
    if (dtype.kind === 'f') return createTensor('float64', shape, Float64Array.from(data as Float64Array));
    if (data instanceof BigInt64Array) return createTensor('int64', shape, data);
    return createTensor(
      'int64',
      shape,
      BigInt64Array.from(data as Int32Array, (label) => BigInt(label)),
    );
  }
  const items = itemsOf(value);
  if (items === undefined) return undefined;
  if (items.every((item) => typeof item === 'string')) return createTensor('string', [items.length], items as string[]);
  if (items.every((item) => typeof item === 'boolean')) {
    return createTensor('bool', [items.length], Uint8Array.from(items as boolean[], Number));
  }
  if (items.every((item) => typeof item === 'bigint' || Number.isInteger(item))) {
    return createTensor(
      'int64',
      [items.length],
      BigInt64Array.from(items as number[], (label) => BigInt(label)),
    );
  }
  if (items.every((item) => typeof item === 'number'))
    return createTensor('float64', [items.length], Float64Array.from(items as number[]));
  const plain = items.every((item) => item === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof item));
  return plain ? createTensor('json', [items.length], items) : undefined;
}

/** Gives the label at each index: predict's answer out of class positions. */
export function takeLabels(labels: Tensor, indices: Int32Array): Tensor {
  const shape = [indices.length];
  switch (labels.dtype) {
    case 'int64':
      return createTensor('int64', shape, takeInt64(labels.data, indices));
    case 'bool':
      return createTensor(
        'bool',
        shape,
        Uint8Array.from(indices, (i) => labels.data[i]!),
      );
    case 'float64':
      return createTensor(
        'float64',
        shape,
        Float64Array.from(indices, (i) => labels.data[i]!),
      );
    case 'string':
      return createTensor(
        'string',
        shape,
        Array.from(indices, (i) => labels.data[i]!),
      );
    default:
      return createTensor(
        'json',
        shape,
        Array.from(indices, (i) => (labels.data as readonly unknown[])[i]),
      );
  }
}

/** Copies the halves of each number: no BigInt is made on the way, which is ten times quicker for large batches. */
function takeInt64(data: BigInt64Array, indices: Int32Array): BigInt64Array {
  const taken = new BigInt64Array(indices.length);
  const from = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  const to = new Int32Array(taken.buffer);
  for (let i = 0; i < indices.length; i++) {
    to[2 * i] = from[2 * indices[i]!]!;
    to[2 * i + 1] = from[2 * indices[i]! + 1]!;
  }
  return taken;
}
