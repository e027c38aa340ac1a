/** How strongly weights are drawn to 0, and when to stop. */
export interface FactorizeRules {
  readonly l1: number;
  readonly l2: number;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Below this, numbers count as 0 where they would be divided by (float32's epsilon, as in scikit-learn). */
const TINY = 1.1920928955078125e-7;

/**
 * Non-negative w with w H near x (frobenius), by coordinate descent from 0: products (rows, k) is x H^T, gram (k, k) H H^T.
 * The stop looks at all rows together, so that a row's answer depends a little on its neighbours, as in scikit-learn.
 * Reference: _update_cdnmf_fast and _fit_coordinate_descent of sklearn.decomposition. Source: Cichocki, Phan (2009).
 */
export function descendCoordinates(
  products: Float64Array,
  gram: Float64Array,
  rows: number,
  k: number,
  rules: FactorizeRules,
): Float64Array {
  const w = new Float64Array(rows * k);
  let first = 0;
  for (let iteration = 1; iteration <= rules.maxIterations; iteration++) {
    const violation = sweepCoordinates(products, gram, rows, k, rules, w);
    if (iteration === 1) first = violation;
    if (first === 0 || violation / first <= rules.tolerance) break;
  }
  return w;
}

function sweepCoordinates(
  products: Float64Array,
  gram: Float64Array,
  rows: number,
  k: number,
  { l1, l2 }: FactorizeRules,
  w: Float64Array,
): number {
  let violation = 0;
  for (let t = 0; t < k; t++) {
    const curvature = gram[t * k + t]! + l2;
    for (let row = 0; row < rows; row++) {
      const from = row * k;
      let gradient = l1 - products[from + t]!;
      for (let r = 0; r < k; r++) gradient += (r === t ? curvature : gram[t * k + r]!) * w[from + r]!;
      violation += Math.abs(w[from + t] === 0 ? Math.min(0, gradient) : gradient);
      if (curvature !== 0) w[from + t] = Math.max(w[from + t]! - gradient / curvature, 0);
    }
  }
  return violation;
}

/** A multiplicative update's problem: x (rows, width), H (k, width) and the beta divergence that is made small. */
export interface MultiplicativeProblem {
  readonly x: Float64Array;
  readonly rows: number;
  readonly width: number;
  readonly h: Float64Array;
  readonly k: number;
  readonly beta: number;
}

/** All weights start at the root of mean(x) / k. */
export function startWeights({ x, rows, k }: MultiplicativeProblem): Float64Array {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return new Float64Array(rows * k).fill(Math.sqrt(sum / x.length / k));
}

/**
 * One multiplicative update of w, in place: w *= ((x (wH)^(beta - 2)) H^T / ((wH)^(beta - 1) H^T + l1 + l2 w))^gamma.
 * Reference: _multiplicative_update_w of sklearn.decomposition. Source: Fevotte, Idier (2011).
 */
export function updateMultiplicatively(problem: MultiplicativeProblem, w: Float64Array, rules: FactorizeRules): void {
  const { x, rows, width, h, k, beta } = problem;
  const gamma = beta < 1 ? 1 / (2 - beta) : beta > 2 ? 1 / (beta - 1) : 1;
  const fitted = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    multiplyRow(w, row * k, h, k, width, fitted);
    const factors = new Float64Array(k);
    for (let t = 0; t < k; t++) {
      let numerator = 0;
      let denominator = 0;
      for (let c = 0; c < width; c++) {
        const value = h[t * width + c]!;
        numerator += x[row * width + c]! * leftPower(fitted[c]!, beta) * value;
        denominator += rightPower(fitted[c]!, beta) * value;
      }
      denominator += rules.l1 + rules.l2 * w[row * k + t]!;
      factors[t] = (numerator / (denominator === 0 ? TINY : denominator)) ** gamma;
    }
    for (let t = 0; t < k; t++) w[row * k + t]! *= factors[t]!;
  }
}

function leftPower(value: number, beta: number): number {
  if (beta === 2) return 1;
  const safe = beta < 2 ? Math.max(value, TINY) : value;
  if (beta === 1) return 1 / safe;
  return beta === 0 ? (1 / safe) ** 2 : safe ** (beta - 2);
}

function rightPower(value: number, beta: number): number {
  if (beta === 2) return value;
  if (beta === 1) return 1;
  return (beta < 1 ? Math.max(value, TINY) : value) ** (beta - 1);
}

function multiplyRow(
  w: Float64Array,
  from: number,
  h: Float64Array,
  k: number,
  width: number,
  out: Float64Array,
): void {
  out.fill(0);
  for (let t = 0; t < k; t++) {
    const weight = w[from + t]!;
    for (let c = 0; c < width; c++) out[c]! += weight * h[t * width + c]!;
  }
}

/** Root of twice the beta divergence between x and w H. Reference: _beta_divergence of sklearn.decomposition. */
export function betaError({ x, rows, width, h, k, beta }: MultiplicativeProblem, w: Float64Array): number {
  const fitted = new Float64Array(width);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    multiplyRow(w, row * k, h, k, width, fitted);
    for (let c = 0; c < width; c++) total += divergence(x[row * width + c]!, fitted[c]!, beta);
  }
  return Math.sqrt(2 * Math.max(total, 0));
}

function divergence(x: number, given: number, beta: number): number {
  if (beta === 2) return (x - given) ** 2 / 2;
  const isCounted = x > TINY;
  const fitted = Math.max(given, TINY);
  if (beta === 1) return given - (isCounted ? x : 0) + (isCounted ? x * Math.log(x / fitted) : 0);
  if (beta === 0) return (isCounted ? x / fitted - Math.log(x / fitted) : 0) - 1;
  const own = isCounted ? x ** beta - beta * x * fitted ** (beta - 1) : 0;
  return (own + given ** beta * (beta - 1)) / (beta * (beta - 1));
}
