import { createTensor, type JsonText, listToTensor, type Tensor } from '../../payload/index.ts';
import { badBody } from './plain-body.ts';

/**
 * A JSON list as a column, with the types that data frames have: null among numbers is NaN, which makes them doubles; null among others
 * leaves every value as it is (dtype json). `field` names it in errors.
 */
export function readColumn(json: JsonText, field: string): Tensor {
  let tensor: Tensor;
  try {
    tensor = listToTensor(json);
  } catch (thrown) {
    throw badBody(`${field}: ${(thrown as Error).message}`, thrown);
  }
  return withMissing(tensor);
}

/** Numbers with null among them as doubles, the null as NaN. */
export function withMissing(tensor: Tensor): Tensor {
  if (tensor.dtype !== 'json' || tensor.data.length === 0 || !tensor.data.every(isNumberOrNull)) return tensor;
  const values = Float64Array.from(tensor.data, (value) => (value === null ? Number.NaN : Number(value)));
  return createTensor('float64', tensor.shape, values);
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || typeof value === 'number' || typeof value === 'bigint';
}
