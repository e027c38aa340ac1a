import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { factorCholesky, gramMatrix, logDeterminant, solveCholesky } from '../../kernels/cholesky.ts';
import type { Estimator } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { readNumber, readNumbers } from '../read-attributes.ts';
import { createProjection, readPcaProjection, solveColumns } from './load-projections.ts';
import { readComponents, readMean } from './read-components.ts';

/** Quadratic form and log determinant of a precision matrix that is never written out. */
interface Precision {
  readonly logDeterminant: number;
  /** (x - mean)^T P (x - mean), for the centred row in `row`. */
  quadratic(row: Float64Array): number;
}

/** PCA: the projection, and the log density of its probabilistic model. Source: Tipping, Bishop (1999). */
export function loadPca(object: DescribedObject): Estimator {
  const base = createProjection(object, readPcaProjection(object));
  const { columns } = readComponents(object);
  const mean = readMean(object, columns) ?? new Float64Array(columns);
  // Made at the first use: most models never score, and wide ones take a while.
  let precision: Precision | undefined;
  return {
    ...base,
    scoreSamples(x) {
      precision ??= readPcaPrecision(object);
      return logDensities(x, mean, precision);
    },
  };
}

function readPcaPrecision(object: DescribedObject): Precision {
  const { rows, columns, data } = readComponents(object);
  const noise = readNumber(object, 'noise_variance_');
  const variances = readNumbers(object, 'explained_variance_', { shape: [rows] }).data;
  const scaled = data.slice();
  if (object.state.get('whiten') === true) {
    for (let i = 0; i < scaled.length; i++) scaled[i]! *= Math.sqrt(variances[Math.floor(i / columns)]!);
  }
  const gains = variances.map((variance) => Math.max(variance - noise, 0));
  return noise === 0
    ? fullPrecision(scaled, rows, columns, gains)
    : lowRankPrecision(scaled, columns, gains, new Float64Array(columns).fill(noise));
}

/**
 * Inverse of C^T diag(gains) C + diag(noise) by the matrix inversion lemma: P = N^-1 - N^-1 C^T M^-1 C N^-1 with
 * M = C N^-1 C^T + diag(1 / gains), log |P| = -log |N| - log |M| - sum of log gains.
 */
function lowRankPrecision(
  components: Float64Array,
  width: number,
  gains: Float64Array,
  noise: Float64Array,
): Precision {
  const used = Array.from(gains.keys()).filter((k) => gains[k]! > 0);
  const size = used.length;
  const rooted = new Float64Array(size * width);
  used.forEach((k, i) => {
    for (let c = 0; c < width; c++) rooted[i * width + c] = components[k * width + c]! / Math.sqrt(noise[c]!);
  });
  const m = gramMatrix(rooted, size, width);
  used.forEach((k, i) => {
    m[i * size + i]! += 1 / gains[k]!;
  });
  const lower = factorCholesky(m, size);
  let logDeterminantOfAll = lower === undefined ? Number.NaN : -logDeterminant(lower, size);
  for (const value of noise) logDeterminantOfAll -= Math.log(value);
  for (const k of used) logDeterminantOfAll -= Math.log(gains[k]!);
  const projected = new Float64Array(size);
  const solved = new Float64Array(size);
  return {
    logDeterminant: logDeterminantOfAll,
    quadratic(row) {
      if (lower === undefined) return Number.NaN;
      let total = 0;
      for (let c = 0; c < width; c++) total += (row[c]! * row[c]!) / noise[c]!;
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let c = 0; c < width; c++) sum += (rooted[i * width + c]! * row[c]!) / Math.sqrt(noise[c]!);
        projected[i] = sum;
      }
      solved.set(projected);
      solveCholesky(lower, size, solved);
      for (let i = 0; i < size; i++) total -= projected[i]! * solved[i]!;
      return total;
    },
  };
}

/** No noise: C^T diag(gains) C itself is inverted, which works where its orthogonal rows are as many as the features. */
function fullPrecision(components: Float64Array, count: number, width: number, gains: Float64Array): Precision {
  const lengths = new Float64Array(count);
  let logDeterminantOfAll = count < width ? Number.NaN : 0;
  for (let k = 0; k < count; k++) {
    for (let c = 0; c < width; c++) lengths[k]! += components[k * width + c]! ** 2;
    logDeterminantOfAll -= Math.log(gains[k]! * lengths[k]!);
  }
  return {
    logDeterminant: logDeterminantOfAll,
    quadratic(row) {
      let total = 0;
      for (let k = 0; k < count; k++) {
        let sum = 0;
        for (let c = 0; c < width; c++) sum += components[k * width + c]! * row[c]!;
        total += (sum / lengths[k]!) ** 2 / gains[k]!;
      }
      return total;
    },
  };
}

/** FactorAnalysis: expected factors (I + W N^-1 W^T)^-1 W N^-1 (x - mean), and the log density. Source: Barber, "Bayesian Reasoning and Machine Learning", 21. */
export function loadFactorAnalysis(object: DescribedObject): Estimator {
  const { rows, columns, data } = readComponents(object);
  const noise = readNumbers(object, 'noise_variance_', { shape: [columns] }).data;
  const mean = readMean(object, columns) ?? new Float64Array(columns);
  const scaled = data.map((value, i) => value / noise[i % columns]!);
  const inner = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let sum = i === j ? 1 : 0;
      for (let c = 0; c < columns; c++) sum += scaled[i * columns + c]! * data[j * columns + c]!;
      inner[i * rows + j] = sum;
    }
  }
  const weights = solveColumns(object, inner, rows, scaled, columns);
  let precision: Precision | undefined;
  return {
    ...createProjection(object, { width: columns, outputs: rows, weights, mean }),
    scoreSamples(x) {
      precision ??= lowRankPrecision(data, columns, new Float64Array(rows).fill(1), noise);
      return logDensities(x, mean, precision);
    },
  };
}

/** -(width log 2 pi - log |P| + (x - mean)^T P (x - mean)) / 2 */
function logDensities(features: Features, mean: Float64Array, precision: Precision) {
  const { data, rows, columns } = toDense(features);
  const out = new Float64Array(rows);
  const row = new Float64Array(columns);
  const constant = columns * Math.log(2 * Math.PI) - precision.logDeterminant;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) row[c] = data[r * columns + c]! - mean[c]!;
    out[r] = -0.5 * (constant + precision.quadratic(row));
  }
  return createTensor('float64', [rows], out);
}
