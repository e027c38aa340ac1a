import { logGamma } from './special-functions.ts';

/** Shapes of a density's kernel. Reference: sklearn.neighbors._binary_tree. */
export type DensityKernel = 'cosine' | 'epanechnikov' | 'exponential' | 'gaussian' | 'linear' | 'tophat';

export function isDensityKernel(name: string): name is DensityKernel {
  return ['cosine', 'epanechnikov', 'exponential', 'gaussian', 'linear', 'tophat'].includes(name);
}

/** Logarithm of the kernel, not normalised, at a distance; -Infinity outside of its support. */
export function logKernel(kernel: DensityKernel, distance: number, bandwidth: number): number {
  const t = distance / bandwidth;
  if (kernel === 'gaussian') return -0.5 * t * t;
  if (kernel === 'exponential') return -t;
  if (!(t < 1)) return Number.NEGATIVE_INFINITY;
  if (kernel === 'tophat') return 0;
  if (kernel === 'epanechnikov') return Math.log(1 - t * t);
  return kernel === 'linear' ? Math.log(1 - t) : Math.log(Math.cos(0.5 * Math.PI * t));
}

/** Logarithm of the constant that makes the kernel's integral over `width` dimensions 1. */
export function logNormalization(kernel: DensityKernel, bandwidth: number, width: number): number {
  return -logIntegral(kernel, width) - width * Math.log(bandwidth);
}

function logIntegral(kernel: DensityKernel, d: number): number {
  switch (kernel) {
    case 'gaussian':
      return 0.5 * d * Math.log(2 * Math.PI);
    case 'tophat':
      return logBall(d);
    case 'epanechnikov':
      return logBall(d) + Math.log(2 / (d + 2));
    case 'exponential':
      return logSphere(d - 1) + logGamma(d);
    case 'linear':
      return logBall(d) - Math.log(d + 1);
    case 'cosine': {
      let factor = 0;
      let term = 2 / Math.PI;
      for (let k = 1; k < d + 1; k += 2) {
        factor += term;
        term *= -(d - k) * (d - k - 1) * (2 / Math.PI) ** 2;
      }
      return Math.log(factor) + logSphere(d - 1);
    }
  }
}

/** Logarithm of the volume of the unit ball of n dimensions. */
function logBall(n: number): number {
  return 0.5 * n * Math.log(Math.PI) - logGamma(0.5 * n + 1);
}

/** Logarithm of the surface of the unit sphere in n + 1 dimensions. */
function logSphere(n: number): number {
  return Math.log(2 * Math.PI) + logBall(n - 1);
}
