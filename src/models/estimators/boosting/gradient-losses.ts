import { logSumExp } from '../../kernels/log-sum-exp.ts';
import { argmaxRows, expit, logOf, softmaxRows, sumInPairs } from '../../kernels/probabilities.ts';
import { isBefore } from '../load-estimator.ts';

/** How a boosted classifier goes from raw scores (rows, outputs) to probabilities and labels; outputs is 1 for two classes. */
export interface ClassifierLoss {
  /** (rows, classes) */
  toProbabilities(raw: Float64Array, outputs: number): Float64Array;
  /** Positions of the labels. */
  toLabels(raw: Float64Array, rows: number, outputs: number): Int32Array;
  /** The raw score of fixed probabilities: one output for two classes. */
  toRaw(probabilities: Float64Array): Float64Array;
}

/** Losses of GradientBoostingClassifier as the version that wrote the file computes them: they changed with 1.4 and 1.8. */
export function classifierLoss(isExponential: boolean, version: readonly number[]): ClassifierLoss {
  const isOld = isBefore(version, [1, 4]);
  const epsilon = isBefore(version, [1, 8]) ? 2 ** -23 : 2 ** -52;
  const scale = isExponential ? 2 : 1;
  const toProbabilities = (raw: Float64Array, outputs: number): Float64Array => {
    if (outputs === 1) return binaryProbabilities(raw, scale);
    return isOld ? exponentials(raw, outputs) : softmaxRows(raw.slice(), outputs);
  };
  return {
    toProbabilities,
    toLabels(raw, rows, outputs) {
      // Before 1.4 the label came from the probabilities, where a score just above 0 is a tie.
      if (isOld && !isExponential) return argmaxRows(toProbabilities(raw, outputs), rows, Math.max(2, outputs));
      return outputs === 1 ? Int32Array.from(raw, (score) => (score >= 0 ? 1 : 0)) : argmaxRows(raw, rows, outputs);
    },
    toRaw(probabilities) {
      const clipped = probabilities.map((p) => Math.min(1 - epsilon, Math.max(epsilon, p)));
      if (clipped.length === 2) return Float64Array.of((isOld ? oldLogit(clipped[1]!) : logit(clipped[1]!)) / scale);
      // The geometric mean.
      const mean = isOld ? 1 : Math.exp(sumInPairs(logOf(clipped), 0, clipped.length) / clipped.length);
      return clipped.map((p) => Math.log(p / mean));
    },
  };
}

/** (rows) -> (rows, 2) */
export function binaryProbabilities(raw: Float64Array, scale: number): Float64Array {
  const values = new Float64Array(raw.length * 2);
  for (let row = 0; row < raw.length; row++) {
    const positive = expit(scale * raw[row]!);
    values[2 * row] = 1 - positive;
    values[2 * row + 1] = positive;
  }
  return values;
}

function oldLogit(p: number): number {
  return Math.log(p / (1 - p));
}

/** log(p / (1 - p)); near 1/2, where that loses digits, by log1p. Reference: scipy.special.logit. */
function logit(p: number): number {
  if (p < 0.3 || p > 0.65) return oldLogit(p);
  const s = 2 * (p - 0.5);
  return Math.log1p(s) - Math.log1p(-s);
}

/** exp(raw - log(sum(exp(raw)))) of each row. */
function exponentials(raw: Float64Array, outputs: number): Float64Array {
  const values = new Float64Array(raw.length);
  for (let from = 0; from < raw.length; from += outputs) {
    const total = logSumExp(raw, from, outputs);
    for (let k = 0; k < outputs; k++) values[from + k] = Math.exp(raw[from + k]! - total);
  }
  return values;
}
