import { RadiantError } from '../../../base/errors.ts';
import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { badAttribute, hasAttribute, readNumber, readNumbers, readText } from '../read-attributes.ts';

/** IsotonicRegression: linear between thresholds; outside of them NaN, an error, or the nearest end (out_of_bounds). */
export function loadIsotonic(object: DescribedObject): Estimator {
  const [xName, yName] = hasAttribute(object, 'X_thresholds_')
    ? (['X_thresholds_', 'y_thresholds_'] as const)
    : (['_necessary_X_', '_necessary_y_'] as const);
  const xs = readNumbers(object, xName, { dimensions: [1], isFinite: true }).data;
  const ys = readNumbers(object, yName, { shape: [xs.length], isFinite: true }).data;
  if (xs.length === 0) throw badAttribute(object, xName, 'has no thresholds');
  if (xs.some((value, i) => i > 0 && value < xs[i - 1]!)) throw badAttribute(object, xName, 'is not ascending');
  const bounds = readText(object, 'out_of_bounds', 'nan');
  const hasRange = hasAttribute(object, 'X_min_');
  const least = hasRange ? readNumber(object, 'X_min_') : xs[0]!;
  const most = hasRange ? readNumber(object, 'X_max_') : xs.at(-1)!;
  const isFloat32 = isSinglePrecision(object, xName);

  const run = (features: Features): Float64Array<ArrayBuffer> => {
    const { data, rows } = toDense(features);
    const out = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      let value = isFloat32 ? Math.fround(data[row]!) : data[row]!;
      if (bounds === 'clip') value = Math.min(Math.max(value, least), most);
      const isOutside = value < xs[0]! || value > xs.at(-1)!;
      if (isOutside && xs.length > 1 && bounds === 'raise') throw outOfBounds(row, value, xs[0]!, xs.at(-1)!);
      const found = isOutside && xs.length > 1 ? Number.NaN : interpolate(value, xs, ys);
      out[row] = isFloat32 ? Math.fround(found) : found;
    }
    return out;
  };
  return {
    name: object.name,
    input: { kind: 'number', featureCount: 1, featureNames: undefined, allowsNaN: false, allowsInfinity: false },
    predict: (x) => createTensor('float64', [x.rows], run(x)),
    transform: (x) => ({ kind: 'dense', rows: x.rows, columns: 1, data: run(x), answerShape: [x.rows] }),
  };
}

function isSinglePrecision(object: DescribedObject, name: string): boolean {
  const value = object.state.get(name);
  return typeof value === 'object' && value !== null && 'dtype' in value && value.dtype.sizeBytes === 4;
}

/** Linear interpolation between the two thresholds around a value (a threshold itself belongs to the interval below it). */
function interpolate(value: number, xs: Float64Array, ys: Float64Array): number {
  if (xs.length === 1) return ys[0]!;
  let low = 1;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < value) low = middle + 1;
    else high = middle;
  }
  const slope = (ys[low]! - ys[low - 1]!) / (xs[low]! - xs[low - 1]!);
  if (value === xs[low]) return ys[low]!;
  return slope * (value - xs[low - 1]!) + ys[low - 1]!;
}

function outOfBounds(row: number, value: number, least: number, most: number): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    `row ${row}: ${value} lies outside of ${least} to ${most}, which the model was fitted with`,
    { reason: 'BAD_VALUE' },
  );
}
