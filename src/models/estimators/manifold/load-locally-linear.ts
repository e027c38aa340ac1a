import type { DescribedObject } from '../../formats/described.ts';
import { factorCholesky, gramMatrix, solveCholesky } from '../../kernels/cholesky.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, toDense } from '../features.ts';
import { readNeighborCount } from '../neighbors/read-search.ts';
import { numberedNames } from '../numbered-names.ts';
import { readNumber } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readDense } from '../read-matrix.ts';
import { readNestedSearch } from './read-nested-search.ts';

/** LocallyLinearEmbedding: the weights that make a row out of its neighbours, applied to their embedding. Source: Roweis, Saul (2000). */
export function loadLocallyLinearEmbedding(object: DescribedObject, context: LoadContext): Estimator {
  const { search, neighbors } = readNestedSearch(object, 'nbrs_', context);
  const k = readNeighborCount(object, 'n_neighbors', search);
  const fitted = readDense(neighbors, '_fit_X', { rows: search.rows, columns: search.width });
  const embedding = readDense(object, 'embedding_');
  if (embedding.rows !== search.rows) readDense(object, 'embedding_', { rows: search.rows });
  const regularization = readNumber(object, 'reg');
  const { columns: outputs } = embedding;
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: search.width, source: 'nbrs_' }),
    outputNames: numberedNames(object.name, outputs),
    transform(features) {
      const x = toDense(features).data;
      const { indices } = search.nearest(features, k);
      const out = createDense(features.rows, outputs);
      for (let row = 0; row < features.rows; row++) {
        const near = indices.subarray(row * k, (row + 1) * k);
        const weights = findWeights(x, row * search.width, fitted.data, search.width, near, regularization);
        for (let i = 0; i < k; i++) {
          for (let o = 0; o < outputs; o++) {
            out.data[row * outputs + o]! += embedding.data[near[i]! * outputs + o]! * weights[i]!;
          }
        }
      }
      return out;
    },
  };
}

/** Weights that add up to 1 and come closest to the row: solve G w = 1 for the Gram matrix of the differences. */
function findWeights(
  x: Float64Array,
  from: number,
  fitted: Float64Array,
  width: number,
  near: Int32Array,
  regularization: number,
): Float64Array {
  const k = near.length;
  const differences = new Float64Array(k * width);
  for (let i = 0; i < k; i++) {
    for (let c = 0; c < width; c++) differences[i * width + c] = fitted[near[i]! * width + c]! - x[from + c]!;
  }
  const gram = gramMatrix(differences, k, width);
  let trace = 0;
  for (let i = 0; i < k; i++) trace += gram[i * k + i]!;
  for (let i = 0; i < k; i++) gram[i * k + i]! += trace > 0 ? regularization * trace : regularization;
  const weights = new Float64Array(k).fill(1);
  const lower = factorCholesky(gram, k);
  if (lower === undefined) return weights.fill(Number.NaN);
  solveCholesky(lower, k, weights);
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}
