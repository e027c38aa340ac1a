import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTimeout } from './parse-timeout.ts';

const cases: readonly [text: string, ms: number | undefined][] = [
  ['1H', 3_600_000],
  ['2M', 120_000],
  ['3S', 3_000],
  ['250m', 250],
  ['99999999u', 99_999.999],
  ['5n', 5e-6],
  ['0m', 0],
  ['', undefined],
  ['S', undefined],
  ['5', undefined],
  ['5s', undefined],
  ['123456789S', undefined],
  ['-5S', undefined],
  ['1.5S', undefined],
  [' 5S', undefined],
  ['5 S', undefined],
];

for (const [text, ms] of cases) {
  test(`a timeout of ${JSON.stringify(text)} is ${ms === undefined ? 'refused' : `${ms} ms`}`, () => {
    const parsed = parseTimeout(text);
    if (ms === undefined) assert.equal(parsed, undefined);
    else assert.ok(Math.abs(parsed! - ms) < 1e-9 * Math.max(1, ms));
  });
}
