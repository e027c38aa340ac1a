import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { transpose } from '../../kernels/matrix-product.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { isBefore } from '../load-estimator.ts';
import { numberedNames } from '../numbered-names.ts';
import { createProjector, type Projection } from '../projection.ts';
import { badAttribute, hasAttribute, readBoolean, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** How inputs are centred and scaled (names without the underscore before 0.24). */
interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** PLSRegression, PLSCanonical, CCA: a linear regression through a few scores, and these scores. */
export function loadPartialLeastSquares(object: DescribedObject, context: LoadContext): Estimator {
  const scale = readScale(object);
  const rotation = readScaled(object, 'x_rotations_', scale);
  const regression = readRegression(object, scale, context.version);
  const predictCentred = createProjector(regression.projection);
  const isFlat = readBoolean(object, '_predict_1d', false);
  if (isFlat && regression.offset.length !== 1) {
    throw badAttribute(object, '_predict_1d', `is True for ${regression.offset.length} outputs`);
  }
  return {
    ...createScores(object, rotation),
    predict(x) {
      const { data, rows, columns } = predictCentred(x);
      for (let i = 0; i < data.length; i++) data[i]! += regression.offset[i % columns]!;
      return createTensor('float64', isFlat ? [rows] : [rows, columns], data);
    },
  };
}

/** PLSSVD: the scores alone. */
export function loadPlsSvd(object: DescribedObject): Estimator {
  return createScores(object, readScaled(object, 'x_weights_', readScale(object)));
}

function createScores(object: DescribedObject, rotation: Projection): Estimator {
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: rotation.width, source: 'x_rotations_' }),
    outputNames: numberedNames(object.name, rotation.outputs),
    transform: createProjector(rotation),
  };
}

function readScale(object: DescribedObject): Scale {
  const [meanName, deviationName] = hasAttribute(object, '_x_mean')
    ? (['_x_mean', '_x_std'] as const)
    : (['x_mean_', 'x_std_'] as const);
  const mean = readNumbers(object, meanName, { dimensions: [1], isFinite: true }).data;
  return { mean, deviation: readNumbers(object, deviationName, { shape: [mean.length], isFinite: true }).data };
}

/** ((x - mean) / deviation) matrix, matrix (features, outputs). */
function readScaled(object: DescribedObject, name: string, { mean, deviation }: Scale): Projection {
  const width = mean.length;
  const matrix = readNumbers(object, name, { shape: [width, undefined], isFinite: true });
  const outputs = matrix.shape[1]!;
  const weights = transpose(matrix.data, width, outputs).map((value, i) => value / deviation[i % width]!);
  return { width, outputs, weights, mean };
}

/**
 * coef_ is (features, outputs) up to 1.2 and (outputs, features) from 1.3 on, and holds the scaling itself from 1.5 on.
 * 1.1 and 1.2 have the later form in _coef_, too. The offset is intercept_ (the mean of the targets before 1.1).
 */
function readRegression(object: DescribedObject, scale: Scale, version: readonly number[]) {
  const { mean, deviation } = scale;
  const width = mean.length;
  const isOutputsFirst = object.state.has('_coef_') || !isBefore(version, [1, 3]);
  const name = object.state.has('_coef_') ? '_coef_' : 'coef_';
  const coef = readNumbers(object, name, { dimensions: [2], isFinite: true });
  const [outputs, features] = isOutputsFirst
    ? (coef.shape as [number, number])
    : (coef.shape.toReversed() as [number, number]);
  if (features !== width) throw badAttribute(object, name, `is made for ${features} features, want ${width}`);
  const isScaled = !isBefore(version, [1, 5]);
  const weights = isOutputsFirst ? coef.data.slice() : transpose(coef.data, width, outputs);
  if (!isScaled) for (let i = 0; i < weights.length; i++) weights[i]! /= deviation[i % width]!;
  const offsetName = ['intercept_', '_y_mean', 'y_mean_'].find((candidate) => hasAttribute(object, candidate));
  const offset = readNumbers(object, offsetName ?? 'intercept_', { shape: [outputs], isFinite: true }).data;
  return { projection: { width, outputs, weights, mean }, offset };
}
