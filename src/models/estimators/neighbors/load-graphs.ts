import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { SparseMatrix } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { badAttribute, readInteger, readNumber, readText } from '../read-attributes.ts';
import { createNeighborBase } from './neighbor-base.ts';
import { readNeighborCount, readSearch } from './read-search.ts';

/** KNeighborsTransformer: distances (or ones) to the nearest training rows, a column for each; with distances one row more. */
export function loadNeighborsTransformer(object: DescribedObject, context: LoadContext): Estimator {
  const search = readSearch(object, context);
  const isDistance = readIsDistance(object);
  const k = readNeighborCount(object, 'n_neighbors', search);
  // With as many neighbours as training rows there is no further one.
  const wanted = Math.min(search.rows, k + (isDistance ? 1 : 0));
  return {
    ...createNeighborBase(object, search, k),
    outputNames: numberedNames(object.name, search.rows),
    transform(x) {
      const { distances, indices } = search.nearest(x, wanted);
      const rows = Array.from({ length: x.rows }, (_, row) => ({
        indices: indices.subarray(row * wanted, (row + 1) * wanted),
        distances: distances.subarray(row * wanted, (row + 1) * wanted),
      }));
      return toGraph(rows, search.rows, isDistance);
    },
  };
}

/** RadiusNeighborsTransformer: distances (or ones) to the training rows within the radius. */
export function loadRadiusTransformer(object: DescribedObject, context: LoadContext): Estimator {
  const search = readSearch(object, context);
  const isDistance = readIsDistance(object);
  const radius = readNumber(object, 'radius');
  const hasCount = (object.state.get('n_neighbors') ?? null) !== null;
  return {
    ...createNeighborBase(object, search, hasCount ? readInteger(object, 'n_neighbors', 1, search.rows) : undefined),
    outputNames: numberedNames(object.name, search.rows),
    transform(x) {
      const rows: Edges[] = [];
      search.within(x, radius, (_, count, indices, distances) => {
        rows.push({ indices: indices.slice(0, count), distances: distances.slice(0, count) });
      });
      return toGraph(rows, search.rows, isDistance);
    },
  };
}

interface Edges {
  readonly indices: Int32Array;
  readonly distances: Float64Array;
}

function toGraph(rows: readonly Edges[], columns: number, isDistance: boolean): SparseMatrix {
  const indptr = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    indptr[i + 1] = indptr[i]! + row.indices.length;
  });
  const indices = new Int32Array(indptr[rows.length]!);
  const data = new Float64Array(indices.length);
  rows.forEach((row, i) => {
    const order = Array.from(row.indices.keys()).sort((a, b) => row.indices[a]! - row.indices[b]!);
    order.forEach((at, j) => {
      indices[indptr[i]! + j] = row.indices[at]!;
      data[indptr[i]! + j] = isDistance ? row.distances[at]! : 1;
    });
  });
  return { kind: 'sparse', rows: rows.length, columns, indptr, indices, data };
}

function readIsDistance(object: DescribedObject): boolean {
  const mode = readText(object, 'mode', 'distance');
  if (mode !== 'distance' && mode !== 'connectivity') throw badAttribute(object, 'mode', `is ${mode}`);
  return mode === 'distance';
}
