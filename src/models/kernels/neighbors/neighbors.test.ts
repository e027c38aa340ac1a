import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pushSmallest } from './brute-search.ts';
import { pushNeighbor, sortNeighbors } from './heap.ts';
import { createMetric } from './metrics.ts';
import { selectSmallest } from './select-smallest.ts';
import { type SpaceTree, searchTree } from './tree-search.ts';

/** A generator of numbers with many equal ones among them (values are multiples of 1 / steps). */
function createRandom(seed: number): (steps: number) => number {
  let state = seed;
  return (steps) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * steps) / steps;
  };
}

function distancesOf(count: number, steps: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => random(steps));
}

interface Found {
  readonly values: Float64Array;
  readonly indices: Int32Array;
}

function emptyHeap(k: number): Found {
  return { values: new Float64Array(k).fill(Number.POSITIVE_INFINITY), indices: new Int32Array(k) };
}

function assertSmallest({ values, indices }: Found, distances: Float64Array, name: string): void {
  assert.deepEqual(Array.from(values), Array.from(distances.toSorted().subarray(0, values.length)), name);
  assert.equal(new Set(indices).size, indices.length, `${name}: a row twice`);
  indices.forEach((row, i) => {
    assert.equal(distances[row], values[i], name);
  });
}

test('heap, sort and selection find the smallest distances whatever their number and ties', () => {
  for (const count of [1, 2, 3, 16, 17, 200]) {
    for (const steps of [1, 2, 7, 1e6]) {
      for (const k of [1, 2, 3, 4, 5, 16, 40, 200]) {
        if (k > count) continue;
        const distances = distancesOf(count, steps, count * 31 + steps + k);
        for (const isIntrosort of [false, true]) {
          const heap = emptyHeap(k);
          pushSmallest(distances, heap.values, heap.indices, 0, k);
          sortNeighbors(heap.values, heap.indices, 0, k, isIntrosort);
          assertSmallest(heap, distances, `${count} rows, ${steps} steps, ${k}, introsort ${isIntrosort}`);
        }
        const selected = emptyHeap(k);
        selectSmallest(distances, selected.values, selected.indices, 0, k);
        assertSmallest(selected, distances, `${count} rows, ${steps} steps, ${k}, selection`);
      }
    }
  }
});

test('of rows at the same distance the heap keeps the first ones', () => {
  const { values, indices } = emptyHeap(2);
  for (let row = 0; row < 5; row++) pushNeighbor(values, indices, 0, 2, 1, row);
  assert.deepEqual(Array.from(indices).sort(), [0, 1]);
});

/** One root with two leaves, split in the middle of the first feature. */
function createTree(kind: 'ball' | 'kd', data: Float64Array, width: number, metricName: string, p: number): SpaceTree {
  const rows = data.length / width;
  const order = Int32Array.from(data.subarray(0, rows).keys()).sort((a, b) => data[a * width]! - data[b * width]!);
  const middle = rows >> 1;
  const metric = createMetric(metricName, { p })!;
  const parts = [
    [0, rows],
    [0, middle],
    [middle, rows],
  ] as const;
  const bounds = new Float64Array(parts.length * width * (kind === 'kd' ? 2 : 1));
  const radius = new Float64Array(parts.length);
  parts.forEach(([start, end], node) => {
    for (let c = 0; c < width; c++) {
      const column = Array.from(order.subarray(start, end), (row) => data[row * width + c]!);
      if (kind === 'kd') {
        bounds[node * width + c] = Math.min(...column);
        bounds[(parts.length + node) * width + c] = Math.max(...column);
      } else bounds[node * width + c] = column.reduce((a, b) => a + b, 0) / column.length;
    }
    if (kind === 'kd') return;
    for (let i = start; i < end; i++) {
      const distance = metric.toDistance(metric.reduced(bounds, node * width, data, order[i]! * width, width));
      radius[node] = Math.max(radius[node]!, distance);
    }
  });
  return {
    kind,
    data,
    width,
    order,
    starts: Int32Array.from(parts, ([start]) => start),
    ends: Int32Array.from(parts, ([, end]) => end),
    isLeaf: Uint8Array.of(0, 1, 1),
    radius,
    bounds,
    metric,
  };
}

test('a tree finds what a search of all rows finds', () => {
  const width = 3;
  const data = distancesOf(60 * width, 1e6, 5);
  for (const kind of ['kd', 'ball'] as const) {
    for (const [name, p] of [
      ['euclidean', 2],
      ['manhattan', 1],
      ['chebyshev', 2],
      ['minkowski', 3],
    ] as const) {
      const tree = createTree(kind, data, width, name, p);
      for (let query = 0; query < 20; query++) {
        const x = distancesOf(width, 1e6, 100 + query).map((value) => value * 2 - 0.5);
        const all = Float64Array.from({ length: 60 }, (_, row) => tree.metric.reduced(x, 0, data, row * width, width));
        const found = emptyHeap(5);
        searchTree(tree, x, 0, found.values, found.indices, 0, 5);
        sortNeighbors(found.values, found.indices, 0, 5, true);
        assertSmallest(found, all, `${kind} ${name}`);
      }
    }
  }
});

test('metrics of known distances', () => {
  const x = Float64Array.of(1, 2, 0, 4);
  const y = Float64Array.of(0, 2, 3, 1);
  const cases: readonly (readonly [string, object, number])[] = [
    ['euclidean', {}, Math.sqrt(19)],
    ['l1', {}, 7],
    ['infinity', {}, 3],
    ['minkowski', { p: 3 }, 55 ** (1 / 3)],
    ['minkowski', { p: 3, w: Float64Array.of(1, 1, 2, 1) }, 82 ** (1 / 3)],
    ['seuclidean', { V: Float64Array.of(1, 1, 9, 3) }, Math.sqrt(5)],
    ['hamming', {}, 0.75],
    ['jaccard', {}, 0.5],
    ['canberra', {}, 2.6],
    ['braycurtis', {}, 7 / 13],
  ];
  for (const [name, parameters, want] of cases) {
    const metric = createMetric(name, parameters)!;
    const got = metric.toDistance(metric.reduced(x, 0, y, 0, 4));
    assert.ok(Math.abs(got - want) < 1e-15 * 10, `${name}: ${got} is not ${want}`);
    assert.ok(Math.abs(metric.toReduced(metric.toDistance(2)) - 2) < 1e-14, `${name}: to the reduced form and back`);
  }
  assert.equal(createMetric('euclid', {}), undefined);
  assert.equal(createMetric('mahalanobis', {}), undefined);
});
