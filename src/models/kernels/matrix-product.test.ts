import assert from 'node:assert/strict';
import { test } from 'node:test';
import { multiplyPlainly, multiplyTransposed, transpose } from './matrix-product.ts';

function numbers(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => Math.sin(seed + i * 12.9898) * 43758.5453);
}

test('the blocked product has the bits of the plain one for every remainder of rows and outputs', () => {
  for (let rows = 0; rows <= 5; rows++) {
    for (const width of [0, 1, 3, 17]) {
      for (const outputs of [1, 3, 4, 5, 9]) {
        const x = numbers(rows * width, 1);
        const weights = numbers(outputs * width, 2);
        const bias = numbers(outputs, 3);
        const got = new Float64Array(rows * outputs);
        const want = new Float64Array(rows * outputs);
        multiplyTransposed(x, rows, width, weights, bias, got);
        multiplyPlainly(x, rows, width, weights, bias, want);
        assert.deepEqual(got, want, `${rows} x ${width} x ${outputs}`);
      }
    }
  }
});

test('a transposition twice gives the matrix back', () => {
  const matrix = numbers(15, 4);
  assert.deepEqual(transpose(transpose(matrix, 3, 5), 5, 3), matrix);
  assert.deepEqual(transpose(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 3), Float64Array.of(1, 4, 2, 5, 3, 6));
});
