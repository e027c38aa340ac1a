import type { SparseMatrix } from '../estimators/features.ts';
import type { KernelFunction } from './kernel-functions.ts';
import { finishDots } from './kernel-functions.ts';

/**
 * One-versus-one decision values of a support vector classifier for one row:
 * for classes i < j, sum over the vectors of i of coef[j - 1] k + sum over those of j of coef[i] k + intercept.
 * `coef` (classes - 1, vectors) and `intercept` as libsvm has them; `starts` (classes + 1) where each class's vectors begin.
 * Reference: svm_predict_values of libsvm's svm.cpp.
 */
export function pairDecisions(
  kernelValues: Float64Array,
  coef: Float64Array,
  starts: Int32Array,
  intercept: Float64Array,
  out: Float64Array,
  outFrom: number,
): void {
  const classes = starts.length - 1;
  const vectors = starts[classes]!;
  let pair = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++, pair++) {
      let sum = 0;
      const first = (j - 1) * vectors;
      for (let v = starts[i]!; v < starts[i + 1]!; v++) sum += coef[first + v]! * kernelValues[v]!;
      const second = i * vectors;
      for (let v = starts[j]!; v < starts[j + 1]!; v++) sum += coef[second + v]! * kernelValues[v]!;
      out[outFrom + pair] = sum + intercept[pair]!;
    }
  }
}

/** The class with most votes; a pair above 0 is a vote for its first class, else for its second; the lowest class wins a tie. */
export function countVotes(decisions: Float64Array, from: number, classes: number, votes: Int32Array): number {
  votes.fill(0);
  let pair = from;
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++, pair++) votes[decisions[pair]! > 0 ? i : j]!++;
  }
  let best = 0;
  for (let c = 1; c < classes; c++) if (votes[c]! > votes[best]!) best = c;
  return best;
}

/**
 * One score a class out of pair decisions: votes + confidence / (3 (|confidence| + 1)), where a class's confidence
 * is the sum of its pairs' decisions. Reference: scikit-learn's _ovr_decision_function.
 * `isScaledByBatch`: files before 0.21 scaled confidences by the largest one in the batch instead.
 */
export function classScores(
  decisions: Float64Array,
  rows: number,
  classes: number,
  isScaledByBatch: boolean,
): Float64Array {
  const pairs = (classes * (classes - 1)) / 2;
  const scores = new Float64Array(rows * classes);
  const votes = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const to = row * classes;
    let pair = row * pairs;
    for (let i = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, pair++) {
        const decision = decisions[pair]!;
        scores[to + i]! += decision;
        scores[to + j]! -= decision;
        votes[to + (decision < 0 ? j : i)]!++;
      }
    }
  }
  if (isScaledByBatch) return scaleByBatch(scores, votes);
  for (let at = 0; at < scores.length; at++) {
    scores[at] = votes[at]! + scores[at]! / (3 * (Math.abs(scores[at]!) + 1));
  }
  return scores;
}

function scaleByBatch(scores: Float64Array, votes: Float64Array): Float64Array {
  let largest = 0;
  let isEqual = true;
  for (const score of scores) {
    largest = Math.max(largest, Math.abs(score));
    isEqual &&= score === scores[0];
  }
  const scale = isEqual ? 0 : (0.5 - Number.EPSILON) / largest;
  return votes.map((count, at) => count + scores[at]! * scale);
}

/** k(x, vector) for a sparse row against sparse vectors, by merging the two ascending lists of entries. */
export function fillSparseKernelRow(
  kernel: KernelFunction,
  x: SparseMatrix,
  row: number,
  vectors: SparseMatrix,
  out: Float64Array,
): void {
  const isRbf = kernel.name === 'rbf';
  for (let v = 0; v < vectors.rows; v++) out[v] = isRbf ? squaredDistance(x, row, vectors, v) : dot(x, row, vectors, v);
  if (isRbf) for (let v = 0; v < vectors.rows; v++) out[v] = Math.exp(-kernel.gamma * out[v]!);
  else if (kernel.name !== 'linear') finishDots(kernel, out, vectors.rows);
}

function dot(x: SparseMatrix, i: number, y: SparseMatrix, j: number): number {
  let a = x.indptr[i]!;
  let b = y.indptr[j]!;
  let sum = 0;
  while (a < x.indptr[i + 1]! && b < y.indptr[j + 1]!) {
    const difference = x.indices[a]! - y.indices[b]!;
    if (difference === 0) sum += x.data[a++]! * y.data[b++]!;
    else if (difference < 0) a++;
    else b++;
  }
  return sum;
}

function squaredDistance(x: SparseMatrix, i: number, y: SparseMatrix, j: number): number {
  let a = x.indptr[i]!;
  let b = y.indptr[j]!;
  const aEnd = x.indptr[i + 1]!;
  const bEnd = y.indptr[j + 1]!;
  let sum = 0;
  while (a < aEnd || b < bEnd) {
    const left = a < aEnd ? x.indices[a]! : Number.POSITIVE_INFINITY;
    const right = b < bEnd ? y.indices[b]! : Number.POSITIVE_INFINITY;
    const d = (left <= right ? x.data[a]! : 0) - (right <= left ? y.data[b]! : 0);
    if (left <= right) a++;
    if (right <= left) b++;
    sum += d * d;
  }
  return sum;
}
