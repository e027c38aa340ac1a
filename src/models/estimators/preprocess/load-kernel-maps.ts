import { RadiantError } from '../../../base/errors.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { convolveCircular } from '../../kernels/count-sketch.ts';
import { linearScores } from '../../kernels/linear-scores.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, type DenseMatrix, type Features, toDense, toNumeric } from '../features.ts';
import { forEachKernelRow } from '../kernel-rows.ts';
import { numberedNames } from '../numbered-names.ts';
import { badAttribute, hasAttribute, readInteger, readNumber, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readPairwiseKernel } from '../read-kernel.ts';
import { readDense } from '../read-matrix.ts';

/** Nystroem: kernel values to the sampled rows times normalization_^T. */
export function loadNystroem(object: DescribedObject): Estimator {
  const sampled = readDense(object, 'components_');
  const kernel = readPairwiseKernel(object, sampled.columns);
  const count = kernel === 'precomputed' ? sampled.columns : sampled.rows;
  const weights = readNumbers(object, 'normalization_', { shape: [count, count], isFinite: true }).data;
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: sampled.columns, source: 'components_' }),
    outputCount: count,
    nameOutputs: () => numberedNames(object.name, count),
    transform(x) {
      const out = createDense(x.rows, count);
      forEachKernelRow(kernel, x, sampled, (row, values) => {
        for (let o = 0; o < count; o++) {
          let sum = 0;
          for (let i = 0; i < count; i++) sum += values[i]! * weights[o * count + i]!;
          out.data[row * count + o] = sum;
        }
      });
      return out;
    },
  });
}

/** RBFSampler: cos(x W + offset) * sqrt(2 / n_components). SkewedChi2Sampler: the same of log(x + skewedness). */
export function loadFourierSampler(object: DescribedObject): Estimator {
  const weights = readNumbers(object, 'random_weights_', { dimensions: [2], isFinite: true });
  const [features, count] = weights.shape as [number, number];
  const offset = readNumbers(object, 'random_offset_', { shape: [count], isFinite: true }).data;
  const transposed = transpose(weights.data, features, count);
  const isSkewed = object.name === 'SkewedChi2Sampler';
  const skewedness = isSkewed ? readNumber(object, 'skewedness') : 0;
  const scale = isSkewed ? Math.SQRT2 / Math.sqrt(count) : (2 / count) ** 0.5;
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: features, source: 'random_weights_' }),
    outputCount: count,
    nameOutputs: () => numberedNames(object.name, count),
    transform(x) {
      const given = isSkewed ? logOfSkewed(toDense(x), skewedness) : toNumeric(x);
      const data = linearScores(given, transposed, offset);
      for (let i = 0; i < data.length; i++) data[i] = Math.cos(data[i]!) * scale;
      return createDense(x.rows, count, data);
    },
  });
}

function transpose(data: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: data.length }, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
}

function logOfSkewed(x: DenseMatrix, skewedness: number): DenseMatrix {
  if (x.data.some((value) => value <= -skewedness))
    throw badValue(`SkewedChi2Sampler takes numbers above ${-skewedness}`);
  return createDense(
    x.rows,
    x.columns,
    x.data.map((value) => Math.log(value + skewedness)),
  );
}

function badValue(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_VALUE' });
}

const INTERVALS: Readonly<Record<number, number>> = { 1: 0.8, 2: 0.5, 3: 0.4 };
const MAX_STEPS = 1000;

/** AdditiveChi2Sampler: 2 * sample_steps - 1 columns per feature (Vedaldi and Zisserman, 2012). */
export function loadAdditiveChi2(object: DescribedObject): Estimator {
  const steps = readInteger(object, 'sample_steps', 1, MAX_STEPS);
  const name = ['sample_interval', 'sample_interval_'].find((one) => hasAttribute(object, one));
  const interval = name === undefined ? INTERVALS[steps] : readNumber(object, name);
  if (interval === undefined) throw badAttribute(object, 'sample_interval', `is needed for ${steps} steps`);
  const input = readInputContract(object);
  const blocks = 2 * steps - 1;
  const outputCount = input.featureCount === undefined ? undefined : input.featureCount * blocks;
  return createTransformer({
    name: object.name,
    input,
    outputCount,
    nameOutputs: (names) => [
      ...names.map((one) => `${one}_sqrt`),
      ...Array.from({ length: steps - 1 }, (_, j) =>
        ['cos', 'sin'].map((wave) => names.map((one) => `${one}_${wave}${j + 1}`)),
      ).flat(2),
    ],
    transform: (features) => sampleChi2(toDense(features), steps, interval),
  });
}

function sampleChi2(x: DenseMatrix, steps: number, interval: number): Features {
  const width = x.columns * (2 * steps - 1);
  const out = createDense(x.rows, width);
  for (let row = 0; row < x.rows; row++) {
    for (let c = 0; c < x.columns; c++) {
      const value = x.data[row * x.columns + c]!;
      if (value < 0) throw badValue('AdditiveChi2Sampler takes no negative numbers');
      if (value === 0) continue;
      const at = row * width + c;
      out.data[at] = Math.sqrt(value * interval);
      const angle = interval * Math.log(value);
      for (let j = 1; j < steps; j++) {
        const factor = Math.sqrt((2 * value * interval) / Math.cosh(Math.PI * j * interval));
        out.data[at + (2 * j - 1) * x.columns] = factor * Math.cos(j * angle);
        out.data[at + 2 * j * x.columns] = factor * Math.sin(j * angle);
      }
    }
  }
  return out;
}

/** PolynomialCountSketch: count sketches of the row, one per degree, convolved. */
export function loadCountSketch(object: DescribedObject): Estimator {
  const index = readNumbers(object, 'indexHash_', { dimensions: [2] });
  const [degree, inputs] = index.shape as [number, number];
  const signs = readNumbers(object, 'bitHash_', { shape: [degree, inputs], isFinite: true }).data;
  const size = readInteger(object, 'n_components', 1);
  if (!index.data.every((at) => Number.isInteger(at) && at >= 0 && at < size))
    throw badAttribute(object, 'indexHash_', `points outside the ${size} components`);
  const [gamma, coef0] = [Math.sqrt(readNumber(object, 'gamma')), Math.sqrt(readNumber(object, 'coef0'))];
  const features = coef0 === 0 ? inputs : inputs - 1;
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: features, source: 'indexHash_' }),
    outputCount: size,
    nameOutputs: () => numberedNames(object.name, size),
    transform(given) {
      const x = toDense(given);
      const out = createDense(x.rows, size);
      for (let row = 0; row < x.rows; row++) {
        const sketches = new Float64Array(degree * size);
        for (let j = 0; j < inputs; j++) {
          const value = j < features ? gamma * x.data[row * features + j]! : coef0;
          for (let d = 0; d < degree; d++)
            sketches[d * size + index.data[d * inputs + j]!]! += signs[d * inputs + j]! * value;
        }
        out.data.set(convolveCircular(sketches, degree, size), row * size);
      }
      return out;
    },
  });
}

/** KernelCenterer: K - column means of the training kernel - row mean + total mean. */
export function loadKernelCenterer(object: DescribedObject): Estimator {
  const means = readNumbers(object, 'K_fit_rows_', { dimensions: [1], isFinite: true }).data;
  const total = readNumber(object, 'K_fit_all_');
  const count = means.length;
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: count, source: 'K_fit_rows_' }),
    outputCount: count,
    nameOutputs: () => numberedNames(object.name, count),
    transform(features) {
      const x = toDense(features);
      const out = createDense(x.rows, count);
      for (let row = 0; row < x.rows; row++) {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += x.data[row * count + i]!;
        const mean = sum / count;
        for (let i = 0; i < count; i++) out.data[row * count + i] = x.data[row * count + i]! - means[i]! - mean + total;
      }
      return out;
    },
  });
}
