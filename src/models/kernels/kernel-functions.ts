/**
 * Kernel functions k(x, y) of a row against many rows.
 * linear x.y; poly (gamma x.y + coef0)^degree; rbf exp(-gamma |x - y|^2); sigmoid tanh(gamma x.y + coef0);
 * laplacian exp(-gamma |x - y|_1); cosine x.y / (|x| |y|); chi2 exp(-gamma sum (x - y)^2 / (x + y)), additive_chi2 its plain negative sum.
 * Reference: libsvm's svm.cpp and scikit-learn's sklearn.metrics.pairwise. Sums run in order of the features; BLAS differs in the last bits.
 */
export type KernelName = 'additive_chi2' | 'chi2' | 'cosine' | 'laplacian' | 'linear' | 'poly' | 'rbf' | 'sigmoid';

export interface KernelFunction {
  readonly name: KernelName;
  readonly gamma: number;
  readonly coef0: number;
  readonly degree: number;
}

/** Writes k(x[from .. from + width], vectors[i]) to out[i] for all `count` rows of `vectors` (count, width). */
export function fillKernelRow(
  kernel: KernelFunction,
  x: Float64Array,
  from: number,
  vectors: Float64Array,
  count: number,
  width: number,
  out: Float64Array,
): void {
  switch (kernel.name) {
    case 'linear':
      fillDots(x, from, vectors, count, width, out);
      return;
    case 'poly':
    case 'sigmoid':
    case 'cosine':
      fillDots(x, from, vectors, count, width, out);
      if (kernel.name === 'cosine') normalizeDots(x, from, vectors, count, width, out);
      else finishDots(kernel, out, count);
      return;
    case 'rbf':
      fillSquaredDistances(x, from, vectors, count, width, out);
      for (let i = 0; i < count; i++) out[i] = Math.exp(-kernel.gamma * out[i]!);
      return;
    default:
      fillSums(kernel, x, from, vectors, count, width, out);
  }
}

/** poly and sigmoid of dot products that are already in `out`. */
export function finishDots(kernel: KernelFunction, out: Float64Array, count: number): void {
  const { gamma, coef0, degree } = kernel;
  if (kernel.name === 'sigmoid') {
    for (let i = 0; i < count; i++) out[i] = Math.tanh(gamma * out[i]! + coef0);
  } else {
    for (let i = 0; i < count; i++) out[i] = power(gamma * out[i]! + coef0, degree);
  }
}

/** Whole powers by squaring, as libsvm's powi: exact where Math.pow may round differently. */
function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || exponent < 0) return base ** exponent;
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** Four rows at a time: four independent sums keep the adder busy, and each sum keeps its order. */
export function fillDots(
  x: Float64Array,
  from: number,
  vectors: Float64Array,
  count: number,
  width: number,
  out: Float64Array,
): void {
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    let at = row * width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < width; c++, at++) {
      const v = x[from + c]!;
      s0 += v * vectors[at]!;
      s1 += v * vectors[at + width]!;
      s2 += v * vectors[at + 2 * width]!;
      s3 += v * vectors[at + 3 * width]!;
    }
    out[row] = s0;
    out[row + 1] = s1;
    out[row + 2] = s2;
    out[row + 3] = s3;
  }
  for (; row < count; row++) {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += x[from + c]! * vectors[row * width + c]!;
    out[row] = sum;
  }
}

/** |x - y|^2 by differences, which loses nothing where rows are close. */
export function fillSquaredDistances(
  x: Float64Array,
  from: number,
  vectors: Float64Array,
  count: number,
  width: number,
  out: Float64Array,
): void {
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    let at = row * width;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < width; c++, at++) {
      const v = x[from + c]!;
      const d0 = v - vectors[at]!;
      const d1 = v - vectors[at + width]!;
      const d2 = v - vectors[at + 2 * width]!;
      const d3 = v - vectors[at + 3 * width]!;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    out[row] = s0;
    out[row + 1] = s1;
    out[row + 2] = s2;
    out[row + 3] = s3;
  }
  for (; row < count; row++) {
    let sum = 0;
    for (let c = 0; c < width; c++) {
      const d = x[from + c]! - vectors[row * width + c]!;
      sum += d * d;
    }
    out[row] = sum;
  }
}

function normalizeDots(
  x: Float64Array,
  from: number,
  vectors: Float64Array,
  count: number,
  width: number,
  out: Float64Array,
): void {
  const own = norm(x, from, width);
  for (let row = 0; row < count; row++) {
    const other = norm(vectors, row * width, width);
    out[row]! /= (own === 0 ? 1 : own) * (other === 0 ? 1 : other);
  }
}

function norm(values: Float64Array, from: number, width: number): number {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += values[from + c]! * values[from + c]!;
  return Math.sqrt(sum);
}

function fillSums(
  kernel: KernelFunction,
  x: Float64Array,
  from: number,
  vectors: Float64Array,
  count: number,
  width: number,
  out: Float64Array,
): void {
  const isLaplacian = kernel.name === 'laplacian';
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let c = 0; c < width; c++) {
      const a = x[from + c]!;
      const b = vectors[row * width + c]!;
      if (isLaplacian) sum += Math.abs(a - b);
      else if (a + b !== 0) sum += ((a - b) * (a - b)) / (a + b);
    }
    out[row] = kernel.name === 'additive_chi2' ? -sum : Math.exp(-kernel.gamma * sum);
  }
}
