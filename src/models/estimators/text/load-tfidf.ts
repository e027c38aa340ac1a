import type { Described, DescribedObject } from '../../formats/described.ts';
import { normalizeRows, type RowNorm } from '../../kernels/normalize-rows.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { type SparseMatrix, toNumeric } from '../features.ts';
import { badAttribute, hasAttribute, isObject, readBoolean, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { toSparse } from '../to-sparse.ts';

/** TfidfTransformer: term counts times inverse document frequencies, each row normalised. */
export function loadTfidfTransformer(object: DescribedObject): Estimator {
  const idf = readIdf(object);
  const hints = idf === undefined ? {} : { featureCount: idf.length, source: 'idf_' };
  const input = readInputContract(object, hints);
  const weigh = readWeighting(object, input.featureCount);
  return createTransformer({
    name: object.name,
    input,
    outputCount: input.featureCount,
    transform: (features) => weigh(toSparse(toNumeric(features))),
  });
}

/** The map of a fitted TfidfTransformer for counts of `width` terms. */
export function readWeighting(
  object: DescribedObject,
  width: number | undefined,
): (counts: SparseMatrix) => SparseMatrix {
  const idf = readIdf(object);
  if (idf !== undefined && width !== undefined && idf.length !== width) {
    throw badAttribute(object, 'idf_', `has ${idf.length} values for ${width} terms`);
  }
  const isSublinear = readBoolean(object, 'sublinear_tf', false);
  const norm = readNorm(object);
  return (counts) => {
    const data = counts.data.slice();
    for (let i = 0; i < data.length; i++) {
      if (isSublinear) data[i] = Math.log(data[i]!) + 1;
      if (idf !== undefined) data[i]! *= idf[counts.indices[i]!]!;
    }
    const weighted = { ...counts, data };
    return norm === undefined ? weighted : normalizeRows(weighted, norm);
  };
}

export function readNorm(object: DescribedObject): RowNorm | undefined {
  const norm = object.state.get('norm') ?? null;
  if (norm === null) return undefined;
  if (norm !== 'l1' && norm !== 'l2' && norm !== 'max') throw badAttribute(object, 'norm', 'want l1, l2 or None');
  return norm;
}

/** idf_ from scikit-learn 1.4 on, before that the diagonal of the sparse matrix _idf_diag. */
function readIdf(object: DescribedObject): Float64Array | undefined {
  if (!readBoolean(object, 'use_idf', true)) return undefined;
  const name = hasAttribute(object, 'idf_') ? 'idf_' : '_idf_diag';
  const value = object.state.get(name);
  if (value === undefined) throw badAttribute(object, 'idf_', 'is missing: was it fitted before it was saved?');
  const idf = isObject(value) ? diagonalOf(object, name, value) : toNumberArray(value)?.data;
  if (idf === undefined || !idf.every(Number.isFinite)) throw badAttribute(object, name, 'want finite numbers');
  return idf;
}

function diagonalOf(object: DescribedObject, name: string, matrix: DescribedObject): Float64Array {
  const part = (key: string): Float64Array | undefined => toNumberArray(matrix.state.get(key) as Described)?.data;
  const [shape, data] = [part(matrix.state.has('_shape') ? '_shape' : 'shape'), part('data')];
  const isDiagonal = /^dia_/.test(matrix.name) ? part('offsets')?.join() === '0' : matrix.name.startsWith('csr_');
  if (!isDiagonal || data === undefined || shape?.length !== 2 || data.length !== shape[0] || shape[0] !== shape[1]) {
    throw badAttribute(object, name, 'want a diagonal matrix');
  }
  return data;
}
