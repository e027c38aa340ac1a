import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { badAttribute, hasAttribute, readInteger, readNumber } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readDense } from '../read-matrix.ts';
import { readNestedSearch } from './read-nested-search.ts';

/** Isomap: shortest ways to all training rows by way of the near ones, and the kernel PCA of their squares. */
export function loadIsomap(object: DescribedObject, context: LoadContext): Estimator {
  const { search } = readNestedSearch(object, 'nbrs_', context);
  const { rows } = search;
  const ways = readDense(object, 'dist_matrix_', { rows, columns: rows });
  const embedding = context.load(object.state.get('kernel_pca_'), 'kernel_pca_');
  if (embedding.transform === undefined || embedding.input.featureCount !== rows) {
    throw badAttribute(object, 'kernel_pca_', `want a kernel PCA of ${rows} rows`);
  }
  const byCount = hasAttribute(object, 'n_neighbors');
  const k = byCount ? readInteger(object, 'n_neighbors', 1, rows) : 0;
  const radius = byCount ? 0 : readNumber(object, 'radius');
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: search.width, source: 'nbrs_' }),
    outputNames: numberedNames(object.name, readDense(object, 'embedding_').columns),
    transform(x) {
      const squares = createDense(x.rows, rows);
      squares.data.fill(Number.POSITIVE_INFINITY);
      const relax = (query: number, near: number, distance: number): void => {
        const from = query * rows;
        for (let i = 0; i < rows; i++) {
          const way = ways.data[near * rows + i]! + distance;
          if (way < squares.data[from + i]!) squares.data[from + i] = way;
        }
      };
      if (byCount) {
        const { distances, indices } = search.nearest(x, k);
        for (let at = 0; at < indices.length; at++) relax(Math.floor(at / k), indices[at]!, distances[at]!);
      } else {
        search.within(x, radius, (query, count, indices, distances) => {
          for (let i = 0; i < count; i++) relax(query, indices[i]!, distances[i]!);
        });
      }
      for (let i = 0; i < squares.data.length; i++) squares.data[i] = -0.5 * squares.data[i]! ** 2;
      return embedding.transform!(squares);
    },
  };
}
