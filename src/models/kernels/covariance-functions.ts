import { fillKernelRow, type KernelFunction } from './kernel-functions.ts';
import { besselK, gammaFunction } from './special-functions.ts';

/** Covariance functions of a Gaussian process between a row and others. Reference: sklearn.gaussian_process.kernels. */
export type Covariance =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'white'; readonly noise: number }
  | { readonly kind: 'dot'; readonly sigma: number }
  /** scales: one for each feature. */
  | { readonly kind: 'rbf'; readonly scales: Float64Array }
  | { readonly kind: 'matern'; readonly scales: Float64Array; readonly nu: number }
  | { readonly kind: 'rational'; readonly scale: number; readonly alpha: number }
  | { readonly kind: 'periodic'; readonly scale: number; readonly period: number }
  | { readonly kind: 'pairwise'; readonly kernel: KernelFunction }
  | { readonly kind: 'product' | 'sum'; readonly left: Covariance; readonly right: Covariance }
  | { readonly kind: 'power'; readonly inner: Covariance; readonly exponent: number };

export interface Rows {
  readonly data: Float64Array;
  readonly rows: number;
  readonly width: number;
}

/** Writes k(x, row) for all rows; white noise is 0 between rows of different sets. */
export function fillCovariance(
  covariance: Covariance,
  x: Float64Array,
  from: number,
  to: Rows,
  out: Float64Array,
): void {
  switch (covariance.kind) {
    case 'constant':
      out.fill(covariance.value);
      return;
    case 'white':
      out.fill(0);
      return;
    case 'pairwise':
      fillKernelRow(covariance.kernel, x, from, to.data, to.rows, to.width, out);
      return;
    case 'sum':
    case 'product': {
      fillCovariance(covariance.left, x, from, to, out);
      const right = new Float64Array(out.length);
      fillCovariance(covariance.right, x, from, to, right);
      if (covariance.kind === 'sum') for (let i = 0; i < out.length; i++) out[i]! += right[i]!;
      else for (let i = 0; i < out.length; i++) out[i]! *= right[i]!;
      return;
    }
    case 'power':
      fillCovariance(covariance.inner, x, from, to, out);
      for (let i = 0; i < out.length; i++) out[i] = out[i]! ** covariance.exponent;
      return;
    default:
      for (let i = 0; i < to.rows; i++) out[i] = ofPair(covariance, x, from, to.data, i * to.width, to.width);
  }
}

/** k(x, x) of one row; white noise counts here. */
export function ownCovariance(covariance: Covariance, x: Float64Array, from: number, width: number): number {
  switch (covariance.kind) {
    case 'white':
      return covariance.noise;
    case 'sum':
      return ownCovariance(covariance.left, x, from, width) + ownCovariance(covariance.right, x, from, width);
    case 'product':
      return ownCovariance(covariance.left, x, from, width) * ownCovariance(covariance.right, x, from, width);
    case 'power':
      return ownCovariance(covariance.inner, x, from, width) ** covariance.exponent;
    case 'rbf':
    case 'matern':
    case 'rational':
    case 'periodic':
      return 1;
    default: {
      const out = new Float64Array(1);
      fillCovariance(covariance, x, from, { data: x.subarray(from, from + width), rows: 1, width }, out);
      return out[0]!;
    }
  }
}

type Simple = Extract<Covariance, { kind: 'dot' | 'matern' | 'periodic' | 'rational' | 'rbf' }>;

function ofPair(c: Simple, x: Float64Array, from: number, y: Float64Array, to: number, width: number): number {
  switch (c.kind) {
    case 'dot': {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += x[from + i]! * y[to + i]!;
      return sum + c.sigma * c.sigma;
    }
    case 'rbf':
      return Math.exp(-0.5 * scaledSquare(x, from, y, to, width, c.scales));
    case 'matern':
      return matern(c.nu, Math.sqrt(scaledSquare(x, from, y, to, width, c.scales)));
    case 'rational':
      return (1 + square(x, from, y, to, width) / (2 * c.alpha * c.scale * c.scale)) ** -c.alpha;
    case 'periodic':
      return Math.exp(-2 * (Math.sin((Math.PI / c.period) * Math.sqrt(square(x, from, y, to, width))) / c.scale) ** 2);
  }
}

function matern(nu: number, distance: number): number {
  if (nu === 0.5) return Math.exp(-distance);
  if (nu === 1.5) {
    const k = distance * Math.sqrt(3);
    return (1 + k) * Math.exp(-k);
  }
  if (nu === 2.5) {
    const k = distance * Math.sqrt(5);
    return (1 + k + (k * k) / 3) * Math.exp(-k);
  }
  if (nu === Number.POSITIVE_INFINITY) return Math.exp((-distance * distance) / 2);
  const t = Math.sqrt(2 * nu) * (distance === 0 ? Number.EPSILON : distance);
  return (2 ** (1 - nu) / gammaFunction(nu)) * t ** nu * besselK(nu, t);
}

function square(x: Float64Array, from: number, y: Float64Array, to: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const d = x[from + i]! - y[to + i]!;
    sum += d * d;
  }
  return sum;
}

function scaledSquare(
  x: Float64Array,
  from: number,
  y: Float64Array,
  to: number,
  width: number,
  scales: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const d = x[from + i]! / scales[i]! - y[to + i]! / scales[i]!;
    sum += d * d;
  }
  return sum;
}
