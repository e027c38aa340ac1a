import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gramMatrix } from './cholesky.ts';
import { followLeastAngle } from './least-angle.ts';

/** Numbers between -1 and 1, the same for each seed. */
function numbersOf(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

test('the path of a lasso ends where no weight could be better', () => {
  const [atoms, width] = [7, 9];
  for (let seed = 1; seed <= 60; seed++) {
    const dictionary = numbersOf(seed, atoms * width);
    const row = numbersOf(seed + 1000, width);
    const gram = gramMatrix(dictionary, atoms, width);
    const products = Float64Array.from({ length: atoms }, (_, a) =>
      row.reduce((sum, value, c) => sum + value * dictionary[a * width + c]!, 0),
    );
    const end = 0.05 * (seed % 7) + 0.01;
    const code = followLeastAngle(gram, products, atoms, {
      method: 'lasso',
      end,
      tolerance: 1e-12,
      steps: 1000,
      isPositive: false,
    });
    for (let a = 0; a < atoms; a++) {
      const rest = products[a]! - code.reduce((sum, value, b) => sum + value * gram[a * atoms + b]!, 0);
      if (Math.abs(code[a]!) > 1e-9) assert.ok(Math.abs(rest - Math.sign(code[a]!) * end) < 1e-9);
      else assert.ok(Math.abs(rest) <= end + 1e-9);
    }
  }
});

test('an atom that is twice in the dictionary is taken once', () => {
  const dictionary = Float64Array.of(1, 0, 1, 0, 0, 1);
  const rules = { method: 'lasso', end: 0.5, tolerance: 1e-12, steps: 100, isPositive: false } as const;
  const code = followLeastAngle(gramMatrix(dictionary, 3, 2), Float64Array.of(2, 2, 1), 3, rules);
  assert.deepEqual(Array.from(code), [1.5, 0, 0.5]);
});
