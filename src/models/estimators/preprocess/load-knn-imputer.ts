import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { nanSquaredDistance } from '../../kernels/nan-distance.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, type DenseMatrix, toDense } from '../features.ts';
import { badAttribute, hasAttribute, readBoolean, readInteger, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readIndicator } from './load-missing-indicator.ts';
import { type MissingTest, readMissingTest } from './missing-values.ts';

interface Donors {
  /** (rows, columns), NaN where missing. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly neighbors: number;
  readonly isWeighted: boolean;
  /** Mean of each column's known values: for rows that share no coordinate with any donor. */
  readonly means: Float64Array;
}

/** KNNImputer: a missing cell is the mean of the nearest training rows that have that column. */
export function loadKnnImputer(object: DescribedObject): Estimator {
  const donors = readDonors(object);
  const { columns } = donors;
  const test = readMissingTest(object);
  const valid = hasAttribute(object, '_valid_mask')
    ? readNumbers(object, '_valid_mask', { shape: [columns] }).data
    : new Float64Array(columns).fill(1);
  const keepsEmpty = readBoolean(object, 'keep_empty_features', false);
  const kept = Array.from(valid.keys()).filter((c) => valid[c] !== 0 || keepsEmpty);
  const indicator = readIndicator(object, columns);
  const width = kept.length + (indicator?.columns.length ?? 0);
  return createTransformer({
    name: object.name,
    input: readInputContract(object, { featureCount: columns, source: '_fit_X', allowsNaN: test.isNaN }),
    outputCount: width,
    nameOutputs: (names) => [
      ...kept.map((c) => names[c]!),
      ...(indicator?.columns ?? []).map((c) => `missingindicator_${names[c]}`),
    ],
    transform(features) {
      const x = toDense(features);
      const marked = markMissing(x, test);
      const out = createDense(x.rows, width);
      const distances = new Float64Array(donors.rows);
      for (let row = 0; row < x.rows; row++) {
        const from = row * columns;
        let hasDistances = false;
        for (let i = 0; i < kept.length; i++) {
          const c = kept[i]!;
          let value = valid[c] === 0 ? 0 : marked[from + c]!;
          if (Number.isNaN(value)) {
            if (!hasDistances) fillDistances(donors, marked, from, distances);
            hasDistances = true;
            value = donorMean(donors, distances, c);
          }
          out.data[row * width + i] = value;
        }
        indicator?.writeRow(x, row, out.data, row * width + kept.length);
      }
      return out;
    },
  });
}

function readDonors(object: DescribedObject): Donors {
  const fitted = readNumbers(object, '_fit_X', { dimensions: [2] });
  const [rows, columns] = fitted.shape as [number, number];
  const mask = readNumbers(object, '_mask_fit_X', { shape: [rows, columns] }).data;
  const data = fitted.data.map((value, i) => (mask[i] === 0 ? value : Number.NaN));
  const weights = object.state.get('weights') ?? 'uniform';
  if (weights !== 'uniform' && weights !== 'distance') {
    throw needsPython('NEEDS_PYTHON', `${object.name}.weights is a function`);
  }
  const metric = object.state.get('metric') ?? 'nan_euclidean';
  if (metric !== 'nan_euclidean') throw needsPython('NEEDS_PYTHON', `${object.name}.metric is a function`);
  if (rows === 0) throw badAttribute(object, '_fit_X', 'has no rows');
  const means = Float64Array.from({ length: columns }, (_, c) => meanOfColumn(data, rows, columns, c));
  return {
    data,
    rows,
    columns,
    neighbors: readInteger(object, 'n_neighbors', 1),
    isWeighted: weights === 'distance',
    means,
  };
}

function meanOfColumn(data: Float64Array, rows: number, columns: number, c: number): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns + c]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

function markMissing(x: DenseMatrix, test: MissingTest): Float64Array {
  return test.isNaN ? x.data : x.data.map((value) => (test.isMissingNumber(value) ? Number.NaN : value));
}

function fillDistances(donors: Donors, x: Float64Array, from: number, distances: Float64Array): void {
  for (let row = 0; row < donors.rows; row++) {
    distances[row] = Math.sqrt(nanSquaredDistance(x, from, donors.data, row * donors.columns, donors.columns));
  }
}

function donorMean(donors: Donors, distances: Float64Array, column: number): number {
  const known: number[] = [];
  for (let row = 0; row < donors.rows; row++) {
    const isKnown = !Number.isNaN(donors.data[row * donors.columns + column]!);
    if (isKnown && !Number.isNaN(distances[row]!)) known.push(row);
  }
  if (known.length === 0) return donors.means[column]!;
  known.sort((a, b) => distances[a]! - distances[b]! || a - b);
  const nearest = known.slice(0, donors.neighbors);
  const hasExact = donors.isWeighted && nearest.some((row) => distances[row] === 0);
  let sum = 0;
  let total = 0;
  for (const row of nearest) {
    const distance = distances[row]!;
    const weight = !donors.isWeighted ? 1 : hasExact ? (distance === 0 ? 1 : 0) : 1 / distance;
    sum += weight * donors.data[row * donors.columns + column]!;
    total += weight;
  }
  return sum / total;
}
