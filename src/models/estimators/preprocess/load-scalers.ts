import type { DescribedObject } from '../../formats/described.ts';
import { clipInPlace, divideEntries, multiplyAndAdd, shiftAndDivide } from '../../kernels/scale-columns.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, toDense, toNumeric } from '../features.ts';
import { badAttribute, hasAttribute, readBoolean, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** StandardScaler: (x - mean_) / scale_. */
export function loadStandardScaler(object: DescribedObject): Estimator {
  const shift = readBoolean(object, 'with_mean', true) ? readOptional(object, 'mean_') : undefined;
  const scale = readBoolean(object, 'with_std', true) ? readOptional(object, 'scale_') : undefined;
  return createShiftAndDivide(object, shift, 'mean_', scale);
}

/** RobustScaler: (x - center_) / scale_, median and quantile range. */
export function loadRobustScaler(object: DescribedObject): Estimator {
  const shift = readBoolean(object, 'with_centering', true) ? readOptional(object, 'center_') : undefined;
  const scale = readBoolean(object, 'with_scaling', true) ? readOptional(object, 'scale_') : undefined;
  return createShiftAndDivide(object, shift, 'center_', scale);
}

/** MaxAbsScaler: x / scale_, from scikit-learn 1.8 on with `clip` into [-1, 1]. */
export function loadMaxAbsScaler(object: DescribedObject): Estimator {
  const scale = readNumbers(object, 'scale_', { dimensions: [1] }).data;
  return createShiftAndDivide(object, undefined, 'scale_', scale, readBoolean(object, 'clip', false));
}

/** MinMaxScaler: x * scale_ + min_, with `clip` into feature_range. */
export function loadMinMaxScaler(object: DescribedObject): Estimator {
  const scale = readNumbers(object, 'scale_', { dimensions: [1] }).data;
  const offset = readNumbers(object, 'min_', { shape: [scale.length] }).data;
  const range = readBoolean(object, 'clip', false)
    ? readNumbers(object, 'feature_range', { shape: [2] }).data
    : undefined;
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: scale.length, source: 'scale_', allowsNaN: true }),
    outputCount: scale.length,
    transform(features) {
      const x = toDense(features);
      const data = multiplyAndAdd(x.data, scale, offset);
      if (range !== undefined) clipInPlace(data, range[0]!, range[1]!);
      return createDense(x.rows, x.columns, data);
    },
  });
}

function readOptional(object: DescribedObject, name: string): Float64Array | undefined {
  return hasAttribute(object, name) ? readNumbers(object, name, { dimensions: [1] }).data : undefined;
}

function createShiftAndDivide(
  object: DescribedObject,
  shift: Float64Array | undefined,
  shiftName: string,
  scale: Float64Array | undefined,
  isClipped = false,
): Estimator {
  if (shift !== undefined && scale !== undefined && shift.length !== scale.length) {
    throw badAttribute(object, 'scale_', `has ${scale.length} values, but ${shiftName} has ${shift.length}`);
  }
  const width = shift?.length ?? scale?.length;
  const hints = { source: shift === undefined ? 'scale_' : shiftName, allowsNaN: true };
  const input = readInputContract(object, width === undefined ? hints : { ...hints, featureCount: width });
  return createTransformer({
    name: object.name,
    input,
    outputCount: input.featureCount,
    transform(features) {
      const x = toNumeric(features);
      if (x.kind === 'sparse' && shift === undefined) {
        if (scale === undefined) return x;
        const entries = divideEntries(x.data, x.indices, scale);
        return { ...x, data: isClipped ? clipInPlace(entries, -1, 1) : entries };
      }
      const { rows, columns, data } = toDense(x);
      const scaled = shiftAndDivide(data, columns, shift, scale);
      return createDense(rows, columns, isClipped ? clipInPlace(scaled, -1, 1) : scaled);
    },
  });
}
