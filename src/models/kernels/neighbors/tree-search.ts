import { pushNeighbor } from './heap.ts';
import type { Metric } from './metrics.ts';

/** A kd-tree or ball tree as scikit-learn stores it: node i has the children 2 i + 1 and 2 i + 2. */
export interface SpaceTree {
  readonly kind: 'ball' | 'kd';
  /** (rows, width) */
  readonly data: Float64Array;
  readonly width: number;
  /** Rows in the order in which leaves hold them. */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly isLeaf: Uint8Array;
  readonly radius: Float64Array;
  /** kd: lower (nodes, width), then upper (nodes, width) corners. ball: centres (nodes, width). */
  readonly bounds: Float64Array;
  readonly metric: Metric;
}

/** Puts the k nearest rows of x[from ...] into the heap at `to` (filled with Infinity), nearer child first. */
export function searchTree(
  tree: SpaceTree,
  x: Float64Array,
  from: number,
  values: Float64Array,
  indices: Int32Array,
  to: number,
  k: number,
): void {
  visit(tree, 0, leastDistance(tree, 0, x, from), x, from, values, indices, to, k);
}

function visit(
  tree: SpaceTree,
  node: number,
  least: number,
  x: Float64Array,
  from: number,
  values: Float64Array,
  indices: Int32Array,
  to: number,
  k: number,
): void {
  if (least > values[to]!) return;
  if (tree.isLeaf[node] === 1) {
    const { data, width, order } = tree;
    const { reduced } = tree.metric;
    for (let i = tree.starts[node]!; i < tree.ends[node]!; i++) {
      const row = order[i]!;
      pushNeighbor(values, indices, to, k, reduced(x, from, data, row * width, width), row);
    }
    return;
  }
  const left = 2 * node + 1;
  const leftLeast = leastDistance(tree, left, x, from);
  const rightLeast = leastDistance(tree, left + 1, x, from);
  if (leftLeast <= rightLeast) {
    visit(tree, left, leftLeast, x, from, values, indices, to, k);
    visit(tree, left + 1, rightLeast, x, from, values, indices, to, k);
  } else {
    visit(tree, left + 1, rightLeast, x, from, values, indices, to, k);
    visit(tree, left, leftLeast, x, from, values, indices, to, k);
  }
}

/** Lower bound of the reduced distance between a row and everything in a node. */
function leastDistance(tree: SpaceTree, node: number, x: Float64Array, from: number): number {
  const { width, bounds, metric } = tree;
  if (tree.kind === 'ball') {
    const centre = metric.toDistance(metric.reduced(x, from, bounds, node * width, width));
    return metric.toReduced(Math.max(0, centre - tree.radius[node]!));
  }
  const lower = node * width;
  const upper = (tree.starts.length + node) * width;
  const p = metric.exponent!;
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const value = x[from + i]!;
    const below = bounds[lower + i]! - value;
    const above = value - bounds[upper + i]!;
    const d = Math.max(below, above, 0);
    if (p === 2) sum += d * d;
    else if (p === 1) sum += d;
    else if (p === Number.POSITIVE_INFINITY) sum = Math.max(sum, d);
    else sum += d ** p;
  }
  return sum;
}
