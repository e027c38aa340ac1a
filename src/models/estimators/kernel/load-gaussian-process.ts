import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { type Covariance, fillCovariance, ownCovariance, type Rows } from '../../kernels/covariance-functions.ts';
import { erf } from '../../kernels/special-functions.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { badAttribute, hasAttribute, readNumbers, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { readDense } from '../read-matrix.ts';
import { readCovariance } from './read-covariance.ts';

/** GaussianProcessRegressor: k(x, training rows) alpha_, in the units of the targets again. Source: Rasmussen, Williams (2006), 2.2. */
export function loadGaussianProcessRegressor(object: DescribedObject): Estimator {
  if (!hasAttribute(object, 'X_train_')) throw badAttribute(object, 'X_train_', 'is missing: was the model fitted?');
  const fitted = readDense(object, 'X_train_');
  const rows: Rows = { data: fitted.data, rows: fitted.rows, width: fitted.columns };
  const covariance = readCovariance(object, 'kernel_', fitted.columns);
  const alpha = readNumbers(object, 'alpha_', { dimensions: [1, 2], isFinite: true });
  const [count, outputs = 1] = alpha.shape;
  if (count !== fitted.rows) throw badAttribute(object, 'alpha_', `has ${count} rows for ${fitted.rows} training rows`);
  const mean = readTargetScale(object, ['_y_train_mean', 'y_train_mean'], outputs, 0);
  const deviation = readTargetScale(object, ['_y_train_std'], outputs, 1);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: fitted.columns, source: 'X_train_' }),
    predict(x) {
      const out = new Float64Array(x.rows * outputs);
      const values = new Float64Array(rows.rows);
      const { data } = toDense(x);
      for (let row = 0; row < x.rows; row++) {
        fillCovariance(covariance, data, row * rows.width, rows, values);
        for (let o = 0; o < outputs; o++) {
          let sum = 0;
          for (let i = 0; i < values.length; i++) sum += values[i]! * alpha.data[i * outputs + o]!;
          out[row * outputs + o] = deviation[o]! * sum + mean[o]!;
        }
      }
      return createTensor('float64', outputs === 1 ? [x.rows] : [x.rows, outputs], out);
    },
  };
}

/** One number for each output, one for all, or absent (before 0.23). */
function readTargetScale(
  object: DescribedObject,
  names: readonly string[],
  outputs: number,
  fallback: number,
): Float64Array {
  const name = names.find((candidate) => hasAttribute(object, candidate));
  const data = name === undefined ? Float64Array.of(fallback) : readNumbers(object, name).data;
  if (data.length === outputs) return data;
  if (data.length !== 1) throw badAttribute(object, name!, `has ${data.length} values for ${outputs} outputs`);
  return new Float64Array(outputs).fill(data[0]!);
}

/**
 * GaussianProcessClassifier: its one binary classifier, or a one-versus-rest or one-versus-one of them.
 * One-versus-one has no probabilities.
 */
export function loadGaussianProcessClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const labels = readLabels(object, 'classes_');
  const inner = context.load(object.state.get('base_estimator_'), 'base_estimator_');
  const hasProbabilities = labels.data.length === 2 || readText(object, 'multi_class') === 'one_vs_rest';
  const { predict, predictProba } = inner;
  if (predict === undefined) throw badAttribute(object, 'base_estimator_', `${inner.name} has no predict`);
  return {
    name: object.name,
    input: readInputContract(object, {
      ...(inner.input.featureCount !== undefined && { featureCount: inner.input.featureCount }),
      source: 'base_estimator_',
    }),
    classes: [labels],
    predict: (x) => predict.call(inner, x),
    ...(hasProbabilities && predictProba !== undefined && { predictProba: (x) => predictProba.call(inner, x) }),
  };
}

/** Weights and scales of five error functions whose sum is close to the logistic function. Source: Williams, Barber (1998), appendix A. */
const SCALES = [0.41, 0.4, 0.37, 0.44, 0.39];
const WEIGHTS = [-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654];

interface Latent {
  readonly covariance: Covariance;
  readonly rows: Rows;
  /** Gradient of the log likelihood at the mode: y - pi. */
  readonly gradient: Float64Array;
  readonly rootWeights: Float64Array;
  /** Lower Cholesky factor of I + W^1/2 K W^1/2, (rows, rows). */
  readonly lower: Float64Array;
}

/** The Laplace approximation of a binary classifier, which GaussianProcessClassifier holds. Source: Rasmussen, Williams (2006), 3.4. */
export function loadLaplaceClassifier(object: DescribedObject): Estimator {
  const labels = readLabels(object, 'classes_');
  if (labels.data.length !== 2) throw badAttribute(object, 'classes_', `has ${labels.data.length} classes, want 2`);
  const latent = readLatent(object);
  const { width } = latent.rows;
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: width, source: 'X_train_' }),
    classes: [labels],
    predict(x) {
      const best = new Int32Array(x.rows);
      forEachLatent(latent, x, false, (row, mean) => {
        best[row] = mean > 0 ? 1 : 0;
      });
      return takeLabels(labels, best);
    },
    predictProba: (x) => latentProbabilities(latent, x),
  };
}

function readLatent(object: DescribedObject): Latent {
  const fitted = readDense(object, 'X_train_');
  const count = fitted.rows;
  const targets = readNumbers(object, 'y_train_', { shape: [count] }).data;
  const pi = readNumbers(object, 'pi_', { shape: [count] }).data;
  return {
    covariance: readCovariance(object, 'kernel_', fitted.columns),
    rows: { data: fitted.data, rows: count, width: fitted.columns },
    gradient: targets.map((target, i) => target - pi[i]!),
    rootWeights: readNumbers(object, 'W_sr_', { shape: [count] }).data,
    lower: readNumbers(object, 'L_', { shape: [count, count], isFinite: true }).data,
  };
}

/** Mean and (where wanted) variance of the latent function at each row. */
function forEachLatent(
  { covariance, rows, gradient, rootWeights, lower }: Latent,
  features: Features,
  wantsVariance: boolean,
  visit: (row: number, mean: number, variance: number) => void,
): void {
  const x = toDense(features);
  const values = new Float64Array(rows.rows);
  for (let row = 0; row < x.rows; row++) {
    fillCovariance(covariance, x.data, row * rows.width, rows, values);
    let mean = 0;
    for (let i = 0; i < values.length; i++) mean += values[i]! * gradient[i]!;
    let variance = 0;
    if (wantsVariance) {
      for (let i = 0; i < values.length; i++) {
        let sum = rootWeights[i]! * values[i]!;
        for (let k = 0; k < i; k++) sum -= lower[i * values.length + k]! * values[k]!;
        values[i] = sum / lower[i * values.length + i]!;
        variance += values[i]! * values[i]!;
      }
      variance = ownCovariance(covariance, x.data, row * rows.width, rows.width) - variance;
    }
    visit(row, mean, variance);
  }
}

function latentProbabilities(latent: Latent, x: Features): Tensor {
  const out = new Float64Array(x.rows * 2);
  forEachLatent(latent, x, true, (row, mean, variance) => {
    const alpha = 1 / (2 * variance);
    let probability = 0;
    let total = 0;
    for (let i = 0; i < SCALES.length; i++) {
      const scale = SCALES[i]!;
      const integral =
        (Math.sqrt(Math.PI / alpha) * erf(scale * mean * Math.sqrt(alpha / (alpha + scale * scale)))) /
        (2 * Math.sqrt(variance * 2 * Math.PI));
      probability += WEIGHTS[i]! * integral;
      total += WEIGHTS[i]!;
    }
    probability += 0.5 * total;
    out[row * 2] = 1 - probability;
    out[row * 2 + 1] = probability;
  });
  return createTensor('float64', [x.rows, 2], out);
}
