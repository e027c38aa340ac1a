/** Pair probabilities are kept this far from 0 and 1. */
const LEAST = 1e-7;

/**
 * Class probabilities out of pair decisions: Platt's sigmoid 1 / (1 + exp(a d + b)) for each pair, then pairwise coupling
 * by libsvm's iteration (it stops at an error of 0.005 / classes, so the result is its own, not the fixed point).
 * Writes `classes` values. `scratch` holds 2 classes^2 + classes values. NaN decisions end after the last iteration.
 * Reference: multiclass_probability of libsvm's svm.cpp; Wu, Lin, Weng, "Probability estimates for multi-class
 * classification by pairwise coupling" (JMLR 2004), second method.
 */
export function coupleProbabilities(
  decisions: Float64Array,
  from: number,
  slopes: Float64Array,
  offsets: Float64Array,
  classes: number,
  scratch: Float64Array,
  out: Float64Array,
  outFrom: number,
): void {
  const pairwise = scratch;
  const q = scratch.subarray(classes * classes);
  const qp = scratch.subarray(2 * classes * classes);
  fillPairs(decisions, from, slopes, offsets, classes, pairwise);
  for (let t = 0; t < classes; t++) {
    out[outFrom + t] = 1 / classes;
    let diagonal = 0;
    for (let j = 0; j < t; j++) {
      diagonal += pairwise[j * classes + t]! ** 2;
      q[t * classes + j] = q[j * classes + t]!;
    }
    for (let j = t + 1; j < classes; j++) {
      diagonal += pairwise[j * classes + t]! ** 2;
      q[t * classes + j] = -pairwise[j * classes + t]! * pairwise[t * classes + j]!;
    }
    q[t * classes + t] = diagonal;
  }
  const iterations = Math.max(100, classes);
  for (let i = 0; i < iterations; i++) if (iterate(q, qp, classes, out, outFrom)) return;
}

function fillPairs(
  decisions: Float64Array,
  from: number,
  slopes: Float64Array,
  offsets: Float64Array,
  classes: number,
  pairwise: Float64Array,
): void {
  let pair = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++, pair++) {
      const z = decisions[from + pair]! * slopes[pair]! + offsets[pair]!;
      const p = z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z));
      const clipped = Math.min(Math.max(p, LEAST), 1 - LEAST);
      pairwise[i * classes + j] = clipped;
      pairwise[j * classes + i] = 1 - clipped;
    }
  }
}

/** One sweep over all classes; true when the stop was reached before it. */
function iterate(q: Float64Array, qp: Float64Array, classes: number, p: Float64Array, at: number): boolean {
  let pqp = 0;
  for (let t = 0; t < classes; t++) {
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += q[t * classes + j]! * p[at + j]!;
    qp[t] = sum;
    pqp += p[at + t]! * sum;
  }
  let error = 0;
  for (let t = 0; t < classes; t++) error = Math.max(error, Math.abs(qp[t]! - pqp));
  if (error < 0.005 / classes) return true;
  for (let t = 0; t < classes; t++) {
    const diagonal = q[t * classes + t]!;
    const difference = (-qp[t]! + pqp) / diagonal;
    p[at + t]! += difference;
    pqp = (pqp + difference * (difference * diagonal + 2 * qp[t]!)) / (1 + difference) / (1 + difference);
    for (let j = 0; j < classes; j++) {
      qp[j] = (qp[j]! + difference * q[t * classes + j]!) / (1 + difference);
      p[at + j]! /= 1 + difference;
    }
  }
  return false;
}
