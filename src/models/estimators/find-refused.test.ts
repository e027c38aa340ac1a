import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputContract } from './estimator.ts';
import { findRefused } from './find-refused.ts';

const DATA = Float64Array.of(1, -0, 5e-324, Number.NaN, -1.7e308, Number.NEGATIVE_INFINITY);

for (const { allowsNaN, allowsInfinity, expect } of [
  { allowsNaN: false, allowsInfinity: false, expect: 3 },
  { allowsNaN: true, allowsInfinity: false, expect: 5 },
  { allowsNaN: false, allowsInfinity: true, expect: 3 },
  { allowsNaN: true, allowsInfinity: true, expect: -1 },
]) {
  test(`a model that takes ${allowsNaN ? '' : 'no '}NaN and ${allowsInfinity ? '' : 'no '}infinity refuses number ${expect}`, () => {
    const contract = { kind: 'number', allowsNaN, allowsInfinity } as InputContract;
    assert.equal(findRefused(DATA, contract), expect);
    assert.equal(findRefused(DATA.subarray(0, 3), contract), -1);
  });
}
