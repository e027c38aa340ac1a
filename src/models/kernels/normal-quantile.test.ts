import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalCumulative } from './normal-cumulative.ts';
import { normalQuantile } from './normal-quantile.ts';

// Expected values: scipy.special.ndtri.
const QUANTILES: readonly (readonly [number, number])[] = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798409],
  [1e-7, -5.1993375821928165],
  [0.001, -3.090232306167813],
  [0.02, -2.053748910631823],
  [0.13, -1.1263911290388007],
  [0.14, -1.0803193408149558],
  [0.3, -0.5244005127080409],
  [0.5, 0.0],
  [0.6, 0.2533471031357997],
  [0.8646, 1.101222112591979],
  [0.8647, 1.10168187367228],
  [0.9, 1.2815515655446004],
  [0.999, 3.090232306167813],
  [0.999999999999, 7.0344869100478356],
];

test('normalQuantile agrees with scipy', () => {
  for (const [p, x] of QUANTILES)
    assert.ok(Math.abs(normalQuantile(p) - x) <= 4e-15 * Math.max(1, Math.abs(x)), `${p}`);
  assert.equal(normalQuantile(0), Number.NEGATIVE_INFINITY);
  assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(normalQuantile(-0.1)));
});

test('normalCumulative is the inverse of normalQuantile', () => {
  for (let i = 1; i < 400; i++) {
    const p = i / 400;
    assert.ok(Math.abs(normalCumulative(normalQuantile(p)) - p) < 1e-15, `${p}`);
  }
  for (const p of [1e-300, 1e-40, 1e-9])
    assert.ok(Math.abs(normalCumulative(normalQuantile(p)) / p - 1) < 1e-11, `${p}`);
});
