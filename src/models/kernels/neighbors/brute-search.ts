import { fillSquaredDistances } from '../kernel-functions.ts';
import { pushNeighbor } from './heap.ts';
import type { Metric } from './metrics.ts';

/** Writes the reduced distances of x[from ...] to every one of `rows` rows of data (rows, width). NaN becomes Infinity: it is never near. */
export function fillReducedDistances(
  metric: Metric,
  x: Float64Array,
  from: number,
  data: Float64Array,
  rows: number,
  width: number,
  out: Float64Array,
): void {
  if (metric.name === 'euclidean' || metric.name === 'sqeuclidean') {
    fillSquaredDistances(x, from, data, rows, width, out);
    return;
  }
  const { reduced } = metric;
  for (let row = 0; row < rows; row++) {
    const distance = reduced(x, from, data, row * width, width);
    out[row] = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
  }
}

/** Puts the k smallest of `distances` into the heap at `to` (filled with Infinity), in order of the rows. */
export function pushSmallest(
  distances: Float64Array,
  values: Float64Array,
  indices: Int32Array,
  to: number,
  k: number,
): void {
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row]!;
    if (distance < values[to]!) pushNeighbor(values, indices, to, k, distance, row);
  }
}
