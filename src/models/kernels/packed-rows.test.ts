import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillSquaredDistances } from './kernel-functions.ts';
import { openPackedRows } from './packed-rows.ts';

function numbers(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => Math.sin(seed + i * 12.9898) * 3);
}

test('distances have the bits of the plain loop whatever the number of rows', () => {
  for (const width of [1, 3, 30]) {
    for (const count of [257, 300, 511, 1024]) {
      const rows = numbers(count * width, 1);
      const x = numbers(width * 2, 2);
      const want = new Float64Array(count);
      fillSquaredDistances(x, width, rows, count, width, want);
      const got = new Float64Array(count);
      openPackedRows(rows, count, width)!.fillSquared(x, width, got);
      assert.deepEqual(got, want, `${count} x ${width}`);
    }
  }
});

test('the exponential is within one unit in the last place from 1 down to the least normal number', () => {
  const rows = Float64Array.from({ length: 20_000 }, (_, i) => (i / 20_000) ** 3 * 26.5);
  const packed = openPackedRows(rows, rows.length, 1)!;
  const got = new Float64Array(rows.length);
  packed.fillGaussian(Float64Array.of(0), 0, 1, got);
  got.forEach((value, i) => {
    const want = Math.exp(-rows[i]! * rows[i]!);
    assert.ok(Math.abs(value - want) <= 2.3e-16 * want, `exp(-${rows[i]! ** 2}): ${value} is not ${want}`);
  });
});

test('the exponential of infinity is 0, and of NaN is NaN', () => {
  const rows = new Float64Array(300);
  rows.set([Number.POSITIVE_INFINITY, Number.NaN, 1e200, 30, 0]);
  const got = new Float64Array(300);
  openPackedRows(rows, 300, 1)!.fillGaussian(Float64Array.of(0), 0, 1, got);
  assert.deepEqual(Array.from(got.subarray(0, 5)), [0, Number.NaN, 0, 0, 1]);
});
