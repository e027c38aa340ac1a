import type { Described, DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { fillReducedDistances, pushSmallest } from '../../kernels/neighbors/brute-search.ts';
import { sortNeighbors } from '../../kernels/neighbors/heap.ts';
import { createMetric, type Metric, type MetricParameters } from '../../kernels/neighbors/metrics.ts';
import { selectSmallest } from '../../kernels/neighbors/select-smallest.ts';
import { fillSparseDistances, squaredNorms } from '../../kernels/neighbors/sparse-distances.ts';
import { type SpaceTree, searchTree } from '../../kernels/neighbors/tree-search.ts';
import { openPackedRows, type PackedRows } from '../../kernels/packed-rows.ts';
import type { LoadContext } from '../estimator.ts';
import { type Features, type SparseMatrix, toDense } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import {
  badAttribute,
  describe,
  hasAttribute,
  readDict,
  readInteger,
  readText,
  toNumberArray,
} from '../read-attributes.ts';
import { readMatrix } from '../read-matrix.ts';
import { readSpaceTree } from './read-space-tree.ts';

/** The training rows and how to find the ones near a query. */
export interface Search {
  /** Number of training rows. */
  readonly rows: number;
  readonly width: number;
  readonly allowsNaN: boolean;
  /** The k nearest training rows of each query, nearest first: distances and indices (queries, k). */
  nearest(features: Features, k: number): { readonly distances: Float64Array; readonly indices: Int32Array };
  /** All training rows within a radius (inclusive) of each query, in order of the training rows. */
  within(features: Features, radius: number, visit: VisitNear): void;
}

/** Gets the `count` near rows of a query: indices and distances, valid only during the call. */
export type VisitNear = (query: number, count: number, indices: Int32Array, distances: Float64Array) => void;

/** How rows at equal distance are chosen and ordered, which differs between versions. */
interface Order {
  readonly isIntrosort: boolean;
  /** True where scikit-learn partitions a whole matrix of distances: everywhere before 1.1, and for these metrics. */
  readonly isPartition: boolean;
}

const PARTITIONED =
  /^(correlation|cosine|dice|hamming|jaccard|kulsinski|mahalanobis|matching|nan_euclidean|precomputed|rogerstanimoto|russellrao|sokalmichener|sokalsneath|yule)$/;

/** Sparse training rows up to this many cells are widened; beyond, only metrics made of dot products are there. */
const DENSE_CELLS = 2 ** 24;

export function readSearch(object: DescribedObject, context: LoadContext): Search {
  const metricName = object.state.get('effective_metric_') ?? null;
  if (typeof metricName !== 'string') {
    throw unsupported(object, `effective_metric_ is ${describe(metricName)}`);
  }
  const fitted = readMatrix(object, '_fit_X');
  if (fitted.rows === 0) throw badAttribute(object, '_fit_X', 'has no rows');
  const order: Order = {
    isIntrosort: !isBefore(context.version, [1, 9]),
    isPartition: isBefore(context.version, [1, 1]) || PARTITIONED.test(metricName),
  };
  if (metricName === 'precomputed') {
    if (fitted.rows !== fitted.columns) throw badAttribute(object, '_fit_X', 'want a square matrix of distances');
    return createSearch(fitted.rows, fitted.rows, PRECOMPUTED, undefined, order, (x, from, out) => {
      out.set(x.subarray(from, from + out.length));
    });
  }
  const isBrute = hasAttribute(object, '_fit_method') && readText(object, '_fit_method') === 'brute';
  // Before 1.1, brute force took this one from scipy, which has another denominator.
  const isOfScipy = metricName === 'braycurtis' && isBrute && isBefore(context.version, [1, 1]);
  const metric = createMetric(isOfScipy ? 'braycurtis_signed' : metricName, readParameters(object, fitted.columns));
  if (metric === undefined) throw unsupported(object, `metric ${metricName}`);
  if (fitted.kind === 'sparse' && fitted.rows * fitted.columns > DENSE_CELLS) {
    return createSearch(fitted.rows, fitted.columns, metric, undefined, order, sparseFill(object, fitted, metric));
  }
  const { rows, columns, data } = toDense(fitted);
  const tree = isBrute ? undefined : readSpaceTree(object, rows, columns, metric);
  return createSearch(rows, columns, metric, tree, order, denseFill(metric, data, rows, columns));
}

/**
 * In many dimensions a tree's search comes to most rows anyway, and a scan of all of them by WebAssembly is faster (2.5 times
 * for 5,000 rows x 10 features, measured): from so many features up to so many rows. It finds the same rows, in the same
 * order where no two are equally far.
 */
const SCANNED_ROWS = 2 ** 15;
const SCANNED_WIDTH = 8;

/** True when rows at equal distance are among the k nearest, or at their border: only the tree's walk knows which come first. */
function hasTies(all: Float64Array, sorted: Float64Array, from: number, k: number): boolean {
  for (let i = from + 1; i < from + k; i++) if (sorted[i] === sorted[i - 1]) return true;
  const farthest = sorted[from + k - 1]!;
  let count = 0;
  for (let row = 0; row < all.length; row++) if (all[row]! <= farthest) count++;
  return count !== k;
}

/** Distances come with the request: the row of a query holds those to all training rows. */
const PRECOMPUTED: Metric = {
  name: 'precomputed',
  reduced: () => Number.NaN,
  toDistance: (d) => d,
  toReduced: (d) => d,
  exponent: undefined,
};

type Fill = (x: Float64Array, from: number, out: Float64Array) => void;

function createSearch(
  rows: number,
  width: number,
  metric: Metric,
  tree: SpaceTree | undefined,
  order: Order,
  fill: Fill,
): Search {
  const all = new Float64Array(rows);
  const isWide = width >= SCANNED_WIDTH && rows <= SCANNED_ROWS && rows <= 2 ** width * 32;
  const scansAll = isWide && tree !== undefined && metric.name === 'euclidean';
  return {
    rows,
    width,
    allowsNaN: metric.name === 'nan_euclidean',
    nearest(features, k) {
      const x = toDense(features).data;
      const distances = new Float64Array(features.rows * k).fill(Number.POSITIVE_INFINITY);
      const indices = new Int32Array(features.rows * k);
      for (let query = 0; query < features.rows; query++) {
        const to = query * k;
        if (tree === undefined || scansAll) fill(x, query * width, all);
        if (tree === undefined && order.isPartition) {
          selectSmallest(all, distances, indices, to, k);
        } else {
          if (tree === undefined || scansAll) pushSmallest(all, distances, indices, to, k);
          else searchTree(tree, x, query * width, distances, indices, to, k);
          sortNeighbors(distances, indices, to, k, order.isIntrosort);
          if (scansAll && hasTies(all, distances, to, k)) {
            distances.fill(Number.POSITIVE_INFINITY, to, to + k);
            searchTree(tree, x, query * width, distances, indices, to, k);
            sortNeighbors(distances, indices, to, k, order.isIntrosort);
          }
        }
        for (let i = to; i < to + k; i++) distances[i] = metric.toDistance(distances[i]!);
      }
      return { distances, indices };
    },
    within(features, radius, visit) {
      const x = toDense(features).data;
      const reach = metric.toReduced(radius);
      const near = new Int32Array(rows);
      const distances = new Float64Array(rows);
      for (let query = 0; query < features.rows; query++) {
        fill(x, query * width, all);
        let count = 0;
        for (let row = 0; row < rows; row++) {
          if (!(all[row]! <= reach)) continue;
          near[count] = row;
          distances[count++] = metric.toDistance(all[row]!);
        }
        visit(query, count, near, distances);
      }
    },
  };
}

/** Reduced distances to all training rows; euclidean ones through WebAssembly where there are many. */
function denseFill(metric: Metric, data: Float64Array, rows: number, columns: number): Fill {
  const isEuclidean = metric.name === 'euclidean' || metric.name === 'sqeuclidean';
  let packed: PackedRows | null | undefined = isEuclidean ? undefined : null;
  return (x, from, out) => {
    if (packed === undefined) packed = openPackedRows(data, rows, columns);
    if (packed === null) fillReducedDistances(metric, x, from, data, rows, columns, out);
    else packed.fillSquared(x, from, out);
  };
}

function sparseFill(object: DescribedObject, fitted: SparseMatrix, metric: Metric): Fill {
  if (metric.name !== 'euclidean' && metric.name !== 'cosine') {
    throw unsupported(object, `metric ${metric.name} over ${fitted.rows} x ${fitted.columns} sparse training rows`);
  }
  const norms = squaredNorms(fitted);
  const isCosine = metric.name === 'cosine';
  return (x, from, out) => fillSparseDistances(isCosine, x.subarray(from, from + fitted.columns), fitted, norms, out);
}

function readParameters(object: DescribedObject, width: number): MetricParameters {
  if (!hasAttribute(object, 'effective_metric_params_')) return {};
  const given = readDict(object, 'effective_metric_params_');
  const p = toNumberArray(given.get('p'));
  return {
    ...(p !== undefined && { p: p.data[0]! }),
    ...readVector(object, given, 'w', width),
    ...readVector(object, given, 'V', width),
    ...readVector(object, given, 'VI', width * width),
  };
}

function readVector(
  object: DescribedObject,
  given: ReadonlyMap<Described, Described>,
  name: 'V' | 'VI' | 'w',
  length: number,
): MetricParameters {
  const value = given.get(name);
  if (value === undefined || value === null) return {};
  const array = toNumberArray(value);
  if (array?.data.length !== length) {
    throw badAttribute(
      object,
      'effective_metric_params_',
      `${name}: want ${length} numbers, but it is ${describe(value)}`,
    );
  }
  return { [name]: array.data };
}

/** n_neighbors (or a fitted form of it), at least 1 and at most the number of training rows. */
export function readNeighborCount(object: DescribedObject, name: string, search: Search): number {
  return readInteger(object, name, 1, search.rows);
}

function unsupported(object: DescribedObject, what: string) {
  return needsPython('UNSUPPORTED_MODEL', `${object.name}: ${what} does not run natively`);
}
