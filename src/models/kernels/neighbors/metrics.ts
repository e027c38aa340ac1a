import { binaryDistance, isBinaryMetric } from './binary-metrics.ts';

/**
 * A distance between two rows of `width` numbers, in a reduced form that orders alike and is cheaper (squared for euclidean).
 * Reference: scikit-learn's sklearn.metrics.DistanceMetric, and scipy.spatial.distance for cosine and correlation.
 */
export type ReducedDistance = (x: Float64Array, from: number, y: Float64Array, to: number, width: number) => number;

export interface Metric {
  readonly name: string;
  readonly reduced: ReducedDistance;
  /** Reduced form to distance and back. */
  readonly toDistance: (reduced: number) => number;
  readonly toReduced: (distance: number) => number;
  /** Exponent of a Minkowski metric (Infinity for chebyshev), for the bounds of a kd-tree; undefined for others. */
  readonly exponent: number | undefined;
}

export interface MetricParameters {
  readonly p?: number;
  /** Minkowski's weight for each feature. */
  readonly w?: Float64Array;
  /** Variance of each feature, for seuclidean. */
  readonly V?: Float64Array;
  /** Inverse covariance (width, width), for mahalanobis. */
  readonly VI?: Float64Array;
}

const ALIASES: Readonly<Record<string, string>> = {
  cityblock: 'manhattan',
  infinity: 'chebyshev',
  l1: 'manhattan',
  l2: 'euclidean',
  p: 'minkowski',
};

/** The metric of this name, or undefined when there is none (or when a parameter that it needs is missing). */
export function createMetric(given: string, parameters: MetricParameters): Metric | undefined {
  const name = ALIASES[given] ?? given;
  if (name === 'minkowski') return createMinkowski(parameters);
  if (isBinaryMetric(name)) return plain(name, (x, from, y, to, width) => binaryDistance(name, x, from, y, to, width));
  switch (name) {
    case 'euclidean':
      return { ...plain(name, squared), toDistance: Math.sqrt, toReduced: square, exponent: 2 };
    case 'sqeuclidean':
      return plain(name, squared);
    case 'manhattan':
      return { ...plain(name, manhattan), exponent: 1 };
    case 'chebyshev':
      return { ...plain(name, chebyshev), exponent: Number.POSITIVE_INFINITY };
    case 'seuclidean':
      return rooted(name, parameters.V && standardized(parameters.V));
    case 'mahalanobis':
      return rooted(name, parameters.VI && mahalanobis(parameters.VI));
    case 'nan_euclidean':
      return rooted(name, squaredOfPresent);
    case 'haversine':
      return {
        ...plain(name, haversine),
        toDistance: (r) => 2 * Math.asin(Math.sqrt(r)),
        toReduced: (d) => Math.sin(0.5 * d) ** 2,
      };
    default:
      return OTHERS[name] === undefined ? undefined : plain(name, OTHERS[name]);
  }
}

function createMinkowski({ p = 2, w }: MetricParameters): Metric | undefined {
  if (!(p > 0)) return undefined;
  if (w === undefined && (p === 1 || p === 2 || p === Number.POSITIVE_INFINITY)) {
    return createMetric(p === 1 ? 'manhattan' : p === 2 ? 'euclidean' : 'chebyshev', {});
  }
  const name = 'minkowski';
  return {
    ...plain(name, w === undefined ? minkowski(p) : weightedMinkowski(p, w)),
    toDistance: (r) => r ** (1 / p),
    toReduced: (d) => d ** p,
    exponent: p,
  };
}

function plain(name: string, reduced: ReducedDistance): Metric {
  return { name, reduced, toDistance: same, toReduced: same, exponent: undefined };
}

function rooted(name: string, reduced: ReducedDistance | undefined): Metric | undefined {
  return reduced && { ...plain(name, reduced), toDistance: Math.sqrt, toReduced: square };
}

function same(value: number): number {
  return value;
}

function square(value: number): number {
  return value * value;
}

function squared(x: Float64Array, from: number, y: Float64Array, to: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) {
    const d = x[from + i]! - y[to + i]!;
    sum += d * d;
  }
  return sum;
}

function manhattan(x: Float64Array, from: number, y: Float64Array, to: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += Math.abs(x[from + i]! - y[to + i]!);
  return sum;
}

function chebyshev(x: Float64Array, from: number, y: Float64Array, to: number, width: number): number {
  let max = 0;
  for (let i = 0; i < width; i++) {
    const d = Math.abs(x[from + i]! - y[to + i]!);
    if (d > max) max = d;
  }
  return max;
}

function minkowski(p: number): ReducedDistance {
  return (x, from, y, to, width) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += Math.abs(x[from + i]! - y[to + i]!) ** p;
    return sum;
  };
}

function weightedMinkowski(p: number, w: Float64Array): ReducedDistance {
  return (x, from, y, to, width) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += w[i]! * Math.abs(x[from + i]! - y[to + i]!) ** p;
    return sum;
  };
}

function standardized(variances: Float64Array): ReducedDistance {
  return (x, from, y, to, width) => {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      const d = x[from + i]! - y[to + i]!;
      sum += (d * d) / variances[i]!;
    }
    return sum;
  };
}

function mahalanobis(inverse: Float64Array): ReducedDistance {
  return (x, from, y, to, width) => {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      let inner = 0;
      for (let j = 0; j < width; j++) inner += inverse[i * width + j]! * (x[from + j]! - y[to + j]!);
      sum += inner * (x[from + i]! - y[to + i]!);
    }
    return sum;
  };
}

/** Features where either is NaN are left out, and the sum scaled up to all of them; NaN when none is left. */
function squaredOfPresent(x: Float64Array, from: number, y: Float64Array, to: number, width: number): number {
  let sum = 0;
  let present = 0;
  for (let i = 0; i < width; i++) {
    const d = x[from + i]! - y[to + i]!;
    if (Number.isNaN(d)) continue;
    sum += d * d;
    present++;
  }
  return present === 0 ? Number.NaN : (sum / present) * width;
}

/** Of latitude and longitude in radians. */
function haversine(x: Float64Array, from: number, y: Float64Array, to: number): number {
  const lat = Math.sin(0.5 * (x[from]! - y[to]!));
  const lon = Math.sin(0.5 * (x[from + 1]! - y[to + 1]!));
  return lat * lat + Math.cos(x[from]!) * Math.cos(y[to]!) * lon * lon;
}

const OTHERS: Readonly<Record<string, ReducedDistance>> = {
  braycurtis(x, from, y, to, width) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < width; i++) {
      sum += Math.abs(x[from + i]! - y[to + i]!);
      total += Math.abs(x[from + i]!) + Math.abs(y[to + i]!);
    }
    return total > 0 ? sum / total : 0;
  },
  /** scipy's form: the denominator is |x + y|. */
  braycurtis_signed(x, from, y, to, width) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < width; i++) {
      sum += Math.abs(x[from + i]! - y[to + i]!);
      total += Math.abs(x[from + i]! + y[to + i]!);
    }
    return sum / total;
  },
  canberra(x, from, y, to, width) {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      const total = Math.abs(x[from + i]!) + Math.abs(y[to + i]!);
      if (total > 0) sum += Math.abs(x[from + i]! - y[to + i]!) / total;
    }
    return sum;
  },
  correlation(x, from, y, to, width) {
    return oneMinusCosine(x, from, mean(x, from, width), y, to, mean(y, to, width), width, Number.NaN);
  },
  cosine(x, from, y, to, width) {
    return Math.min(2, Math.max(0, oneMinusCosine(x, from, 0, y, to, 0, width, 1)));
  },
  hamming(x, from, y, to, width) {
    let unequal = 0;
    for (let i = 0; i < width; i++) if (x[from + i] !== y[to + i]) unequal++;
    return unequal / width;
  },
};

function oneMinusCosine(
  x: Float64Array,
  from: number,
  xMean: number,
  y: Float64Array,
  to: number,
  yMean: number,
  width: number,
  whenZero: number,
): number {
  let dot = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < width; i++) {
    const a = x[from + i]! - xMean;
    const b = y[to + i]! - yMean;
    dot += a * b;
    xx += a * a;
    yy += b * b;
  }
  return xx === 0 || yy === 0 ? whenZero : 1 - dot / (Math.sqrt(xx) * Math.sqrt(yy));
}

function mean(values: Float64Array, from: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += values[from + i]!;
  return sum / width;
}
