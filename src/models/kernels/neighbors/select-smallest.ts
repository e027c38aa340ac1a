import { pushSmallest } from './brute-search.ts';

/** numpy's argpartition picks this many by plain selection. */
const PLAIN_SELECTION = 3;

/**
 * The k smallest distances in ascending order, for the searches where scikit-learn uses numpy's argpartition and argsort.
 * Up to three are chosen among equals exactly as there; beyond, where numpy's choice depends on the processor, the first rows win.
 */
export function selectSmallest(
  distances: Float64Array,
  values: Float64Array,
  indices: Int32Array,
  to: number,
  k: number,
): void {
  if (k <= PLAIN_SELECTION) {
    selectPlainly(distances, values, indices, to, k);
  } else {
    pushSmallest(distances, values, indices, to, k);
    gatherFirst(distances, values[to]!, values, indices, to, k);
  }
  sortStably(values, indices, to, k);
}

/** Swaps the smallest of the rest to the front, k times. */
function selectPlainly(
  distances: Float64Array,
  values: Float64Array,
  indices: Int32Array,
  to: number,
  k: number,
): void {
  const order = new Int32Array(distances.length);
  for (let row = 0; row < order.length; row++) order[row] = row;
  for (let i = 0; i < k; i++) {
    let best = i;
    for (let at = i + 1; at < order.length; at++) {
      if (distances[order[at]!]! < distances[order[best]!]!) best = at;
    }
    const row = order[best]!;
    order[best] = order[i]!;
    order[i] = row;
    values[to + i] = distances[row]!;
    indices[to + i] = row;
  }
}

/** All rows below the limit, filled up with the first rows at the limit, in order of the rows. */
function gatherFirst(
  distances: Float64Array,
  limit: number,
  values: Float64Array,
  indices: Int32Array,
  to: number,
  k: number,
): void {
  let below = 0;
  for (let row = 0; row < distances.length; row++) if (distances[row]! < limit) below++;
  let atLimit = k - below;
  let count = 0;
  for (let row = 0; row < distances.length && count < k; row++) {
    const distance = distances[row]!;
    if (!(distance < limit || (distance === limit && atLimit-- > 0))) continue;
    values[to + count] = distance;
    indices[to + count++] = row;
  }
}

function sortStably(values: Float64Array, indices: Int32Array, from: number, size: number): void {
  const order = Array.from({ length: size }, (_, i) => i);
  order.sort((a, b) => values[from + a]! - values[from + b]! || a - b);
  const sortedValues = order.map((i) => values[from + i]!);
  const sortedIndices = order.map((i) => indices[from + i]!);
  values.set(sortedValues, from);
  indices.set(sortedIndices, from);
}
