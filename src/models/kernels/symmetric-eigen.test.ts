import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyToEigenvalues, decomposeSymmetric, invertSymmetric } from './symmetric-eigen.ts';

function symmetric(size: number, seed: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * size + j] = Math.sin(seed + i * 7.3 + j * 3.1);
      matrix[j * size + i] = matrix[i * size + j]!;
    }
    matrix[i * size + i]! += size;
  }
  return matrix;
}

function assertClose(got: Float64Array, want: Float64Array, bound: number): void {
  got.forEach((value, i) => {
    assert.ok(Math.abs(value - want[i]!) <= bound, `${i}: ${value} is not ${want[i]}`);
  });
}

test('eigenvalues and vectors give the matrix back', () => {
  for (const size of [1, 2, 3, 8]) {
    const matrix = symmetric(size, size);
    assertClose(
      applyToEigenvalues(decomposeSymmetric(matrix, size), (value) => value),
      matrix,
      1e-13,
    );
  }
});

test('the inverse of a diagonal matrix leaves a zero as zero', () => {
  assertClose(invertSymmetric(Float64Array.of(4, 0, 0, 0), 2), Float64Array.of(0.25, 0, 0, 0), 1e-16);
});

test('a singular matrix has the inverse of its range', () => {
  assertClose(invertSymmetric(Float64Array.of(1, 1, 1, 1), 2), Float64Array.of(0.25, 0.25, 0.25, 0.25), 1e-15);
});
