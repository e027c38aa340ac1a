import { expf, logf } from './libm-float32.ts';

/** Link functions as XGBoost computes them: every step rounded to float32. Agree with it to the bit on Linux. */

const { fround } = Math;

/** Keeps e^-x below the largest float32. */
const MAX_EXPONENT = fround(88.7);
const EPSILON = fround(1e-16);

/** 1 / (1 + e^-x). */
export function sigmoidFloat32(x: number): number {
  const e = expf(Math.min(-x, MAX_EXPONENT));
  return fround(1 / fround(fround(e + 1) + EPSILON));
}

/** -log(1 / p - 1): the inverse of the sigmoid. */
export function logitFloat32(p: number): number {
  return -logf(fround(fround(1 / p) - 1));
}

/** log(1 + e^x), without overflow. */
export function softplusFloat32(x: number): number {
  return fround(Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
}

/** Softmax of each row of (rows, columns) in place; the sum is a float64. */
export function softmaxFloat32(margins: Float32Array, columns: number): Float32Array {
  for (let from = 0; from < margins.length; from += columns) {
    let max = margins[from]!;
    for (let c = 1; c < columns; c++) if (margins[from + c]! > max) max = margins[from + c]!;
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      margins[from + c] = expf(fround(margins[from + c]! - max));
      sum += margins[from + c]!;
    }
    const divisor = fround(sum);
    for (let c = 0; c < columns; c++) margins[from + c]! /= divisor;
  }
  return margins;
}
