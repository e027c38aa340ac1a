/** Shape of a mixture's covariances: one matrix for each component, one for all, or variances alone. */
export type CovarianceType = 'diag' | 'full' | 'spherical' | 'tied';

export interface Mixture {
  readonly type: CovarianceType;
  readonly components: number;
  readonly width: number;
  /** (components, width) */
  readonly means: Float64Array;
  /** Upper Cholesky factors of the precisions: full (components, width, width), tied (width, width), diag (components, width), spherical (components). */
  readonly factors: Float64Array;
  /** What is added to each component's log density: log weight and constants. */
  readonly base: Float64Array;
}

/**
 * base[k] - |(x - mean_k) factor_k|^2 / 2 for every row and component: (rows, components).
 * Reference: _estimate_log_gaussian_prob of scikit-learn's sklearn.mixture.
 */
export function mixtureScores(x: Float64Array, rows: number, mixture: Mixture): Float64Array {
  const { components, width, base } = mixture;
  const scores = new Float64Array(rows * components);
  const difference = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < width; i++) difference[i] = x[row * width + i]! - mixture.means[k * width + i]!;
      scores[row * components + k] = base[k]! - 0.5 * squaredLength(mixture, k, difference);
    }
  }
  return scores;
}

function squaredLength({ type, width, factors }: Mixture, k: number, difference: Float64Array): number {
  let total = 0;
  if (type === 'diag' || type === 'spherical') {
    for (let i = 0; i < width; i++) {
      const y = difference[i]! * (type === 'diag' ? factors[k * width + i]! : factors[k]!);
      total += y * y;
    }
    return total;
  }
  const from = type === 'full' ? k * width * width : 0;
  for (let j = 0; j < width; j++) {
    let y = 0;
    for (let i = 0; i < width; i++) y += difference[i]! * factors[from + i * width + j]!;
    total += y * y;
  }
  return total;
}

/** log |factor_k| of each component. */
export function logDeterminants({ type, components, width, factors }: Omit<Mixture, 'base'>): Float64Array {
  const result = new Float64Array(components);
  for (let k = 0; k < components; k++) {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      if (type === 'spherical') sum += Math.log(factors[k]!);
      else if (type === 'diag') sum += Math.log(factors[k * width + i]!);
      else sum += Math.log(factors[(type === 'full' ? k * width * width : 0) + i * width + i]!);
    }
    result[k] = sum;
  }
  return result;
}
