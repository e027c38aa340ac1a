import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Activation, activate } from './activations.ts';
import { createDenseLayers, type DenseLayer, findLeastPlainly } from './dense-layers.ts';
import { multiplyPlainly } from './matrix-product.ts';

function numbers(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => Math.sin(seed + i * 12.9898));
}

function createLayer(inputs: number, outputs: number, activation: Activation): DenseLayer {
  const weights = numbers(inputs * outputs, inputs + outputs);
  return { inputs, outputs, weights, bias: numbers(outputs, outputs), activation };
}

/** The layers one by one, each by the plain loop. */
function runPlainly(layers: readonly DenseLayer[], x: Float64Array, rows: number): Float64Array {
  return layers.reduce((values, { inputs, outputs, weights, bias, activation }) => {
    const out = new Float64Array(rows * outputs);
    multiplyPlainly(values, rows, inputs, weights, bias, out);
    activate(activation, out, outputs);
    return out;
  }, x);
}

const SHAPES: readonly (readonly number[])[] = [
  [1, 1],
  [3, 2],
  [30, 1],
  [30, 3],
  [30, 4],
  [7, 9, 6],
  [5, 16, 1, 3],
  [200, 101, 10],
];

test('batches have the bits of the plain loops whatever their size', () => {
  for (const shape of SHAPES) {
    for (const hidden of ['relu', 'tanh'] as const) {
      const layers = shape
        .slice(1)
        .map((outputs, i) => createLayer(shape[i]!, outputs, i === shape.length - 2 ? 'softmax' : hidden));
      const dense = createDenseLayers(layers);
      for (const rows of [0, 1, 4, 5, 33, 700, 21_003]) {
        if (rows * shape[0]! > 2_000_000) continue;
        const x = numbers(rows * shape[0]!, rows);
        const got = new Float64Array(rows * dense.outputs);
        dense.run(x, rows, got);
        assert.deepEqual(got, runPlainly(layers, x, rows), `${shape.join(' x ')}, ${hidden}, ${rows} rows`);
      }
    }
  }
});

test('NaN and infinity go through a rectifier as in the plain loops', () => {
  const layers = [createLayer(4, 5, 'relu')];
  const x = numbers(20_000, 1);
  x[0] = Number.NaN;
  x[5] = Number.POSITIVE_INFINITY;
  x[11] = Number.NEGATIVE_INFINITY;
  const got = new Float64Array(25_000);
  createDenseLayers(layers).run(x, 5000, got);
  assert.deepEqual(got, runPlainly(layers, x, 5000));
});

test('the index of the least value agrees with the plain loop, also for equals and NaN', () => {
  const layer = createLayer(3, 6, 'identity');
  layer.weights.copyWithin(6, 0, 6);
  layer.bias.copyWithin(2, 0, 2);
  for (const rows of [1, 3, 3000]) {
    const x = numbers(rows * 3, 2);
    if (rows > 1) x[4] = Number.NaN;
    const got = new Int32Array(rows);
    const want = new Int32Array(rows);
    createDenseLayers([layer]).findLeast(x, rows, got);
    findLeastPlainly(runPlainly([layer], x, rows), rows, 6, want);
    assert.deepEqual(got, want);
  }
});
