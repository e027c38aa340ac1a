import type { DescribedObject } from '../../formats/described.ts';
import { badAttribute, isObject, readNumbers } from '../read-attributes.ts';

export interface Weights {
  /** (outputs, features), row-major. */
  readonly weights: Float64Array;
  /** (outputs) */
  readonly bias: Float64Array;
  readonly outputs: number;
  readonly features: number;
  /** True when coef_ has one dimension. */
  readonly isFlat: boolean;
}

/** Reads coef_ (1-d, 2-d, or a scipy csr matrix) and intercept_ (a number, an array, or absent for 0). */
export function readWeights(object: DescribedObject): Weights {
  const sparse = object.state.get('coef_');
  const coef = isObject(sparse) ? readCsr(object, sparse) : readNumbers(object, 'coef_', { dimensions: [1, 2] });
  const isFlat = coef.shape.length === 1;
  const [outputs, features] = isFlat ? [1, coef.shape[0]!] : (coef.shape as [number, number]);
  const intercept = object.state.has('intercept_')
    ? readNumbers(object, 'intercept_', { dimensions: [0, 1] })
    : undefined;
  const bias = new Float64Array(outputs);
  if (intercept !== undefined) {
    if (intercept.data.length !== 1 && intercept.data.length !== outputs) {
      throw badAttribute(object, 'intercept_', `has ${intercept.data.length} values for ${outputs} outputs`);
    }
    for (let i = 0; i < outputs; i++) bias[i] = intercept.data[intercept.data.length === 1 ? 0 : i]!;
  }
  return { weights: coef.data, bias, outputs, features, isFlat };
}

/** A sparsified coef_: made dense, for prediction touches every weight anyway. */
function readCsr(owner: DescribedObject, matrix: DescribedObject): { shape: readonly number[]; data: Float64Array } {
  const shapeName = matrix.state.has('_shape') ? '_shape' : 'shape';
  const [rows, columns] = readNumbers(matrix, shapeName, { shape: [2] }).data as unknown as [number, number];
  const indptr = readNumbers(matrix, 'indptr', { shape: [rows + 1] }).data;
  const indices = readNumbers(matrix, 'indices', { dimensions: [1] }).data;
  const values = readNumbers(matrix, 'data', { shape: [indices.length] }).data;
  if (!(rows >= 0 && columns >= 0 && rows * columns <= 2 ** 28))
    throw badAttribute(owner, 'coef_', `has shape [${rows}, ${columns}]`);
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const column = indices[at];
      if (column === undefined || !(column >= 0 && column < columns)) {
        throw badAttribute(owner, 'coef_', `has an entry in column ${column} of ${columns}`);
      }
      data[row * columns + column] = values[at]!;
    }
  }
  return { shape: [rows, columns], data };
}
