import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digamma } from './digamma.ts';
import { besselK, erf, gammaFunction, logGamma } from './special-functions.ts';

/** Values of scipy.special 1.17. */
const CASES: readonly { name: string; got: number; want: number }[] = [
  { name: 'erf(0)', got: erf(0), want: 0 },
  { name: 'erf(0.3)', got: erf(0.3), want: 0.3286267594591274 },
  { name: 'erf(-1.7)', got: erf(-1.7), want: -0.983790458590775 },
  { name: 'erf(2.6)', got: erf(2.6), want: 0.9997639655834707 },
  { name: 'erf(9)', got: erf(9), want: 1 },
  { name: 'gamma(0.3)', got: gammaFunction(0.3), want: 2.991568987687591 },
  { name: 'gamma(4.5)', got: gammaFunction(4.5), want: 11.63172839656745 },
  { name: 'logGamma(0.5)', got: logGamma(0.5), want: 0.5723649429247 },
  { name: 'logGamma(33.5)', got: logGamma(33.5), want: 83.30242550295004 },
  { name: 'K(0.7, 0.2)', got: besselK(0.7, 0.2), want: 2.932822319181287 },
  { name: 'K(3.5, 4)', got: besselK(3.5, 4), want: 0.04214440274223273 },
  { name: 'digamma(0.3)', got: digamma(0.3), want: -3.502524222200133 },
  { name: 'digamma(25)', got: digamma(25), want: 3.198742512851974 },
];

for (const { name, got, want } of CASES) {
  test(`${name} agrees with scipy`, () => {
    assert.ok(Math.abs(got - want) <= 1e-13 * Math.abs(want), `${got} is not ${want}`);
  });
}
