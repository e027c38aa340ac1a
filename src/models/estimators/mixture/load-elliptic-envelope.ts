import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { invertSymmetric } from '../../kernels/symmetric-eigen.ts';
import type { Estimator } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { badAttribute, hasAttribute, readNumber, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** Widest covariance that is inverted at load. */
const MAX_INVERTED = 1024;

/** EllipticEnvelope: minus the squared Mahalanobis distance to location_; an inlier (1) where that is not below offset_. */
export function loadEllipticEnvelope(object: DescribedObject): Estimator {
  const location = readNumbers(object, 'location_', { dimensions: [1], isFinite: true }).data;
  const precision = readPrecision(object, location.length);
  const offset = readNumber(object, 'offset_');
  const score = (x: Features): Float64Array => negativeMahalanobis(toDense(x).data, x.rows, location, precision);
  const decide = (x: Features): Float64Array => {
    const values = score(x);
    for (let row = 0; row < values.length; row++) values[row]! -= offset;
    return values;
  };
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: location.length, source: 'location_' }),
    decisionFunction: (x) => createTensor('float64', [x.rows], decide(x)),
    scoreSamples: (x) => createTensor('float64', [x.rows], score(x)),
    predict: (x) =>
      createTensor(
        'int64',
        [x.rows],
        BigInt64Array.from(decide(x), (value) => (value >= 0 ? 1n : -1n)),
      ),
  };
}

function readPrecision(object: DescribedObject, width: number): Float64Array {
  const shape = [width, width];
  if (hasAttribute(object, 'precision_')) return readNumbers(object, 'precision_', { shape, isFinite: true }).data;
  if (width > MAX_INVERTED) throw badAttribute(object, 'covariance_', `of ${width} features is too wide to invert`);
  return invertSymmetric(readNumbers(object, 'covariance_', { shape, isFinite: true }).data, width);
}

function negativeMahalanobis(
  x: Float64Array,
  rows: number,
  location: Float64Array,
  precision: Float64Array,
): Float64Array {
  const width = location.length;
  const scores = new Float64Array(rows);
  const difference = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) difference[i] = x[row * width + i]! - location[i]!;
    let total = 0;
    for (let i = 0; i < width; i++) {
      let inner = 0;
      for (let j = 0; j < width; j++) inner += precision[i * width + j]! * difference[j]!;
      total += inner * difference[i]!;
    }
    scores[row] = -total;
  }
  return scores;
}
