import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { fillSquaredDistances } from '../../kernels/kernel-functions.ts';
import { type Centers, createCenters } from '../../kernels/nearest-center.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, type DenseMatrix, type Features, toDense, toNumeric } from '../features.ts';
import { badAttribute } from '../read-attributes.ts';
import { readDense } from '../read-matrix.ts';

/** Centres (clusters, features) of an attribute, at least one, finite. */
export function readCenters(object: DescribedObject, name: string): Centers {
  const { data, rows, columns } = readDense(object, name);
  if (rows === 0) throw badAttribute(object, name, 'has no centres');
  if (!data.every(Number.isFinite)) throw badAttribute(object, name, 'holds NaN or infinity, want finite numbers');
  return createCenters(data, rows, columns);
}

export function nearestLabels(x: Features, centers: Centers): Int32Array {
  const labels = new Int32Array(x.rows);
  centers.find(toNumeric(x), labels);
  return labels;
}

/** Euclidean distances of each row to each centre: (rows, clusters). */
export function distancesToCenters(x: Features, { data, count, width }: Centers): DenseMatrix {
  const dense = toDense(x);
  const out = createDense(dense.rows, count);
  for (let row = 0; row < dense.rows; row++) {
    const target = out.data.subarray(row * count, (row + 1) * count);
    fillSquaredDistances(dense.data, row * width, data, count, width, target);
    for (let c = 0; c < count; c++) target[c] = Math.sqrt(target[c]!);
  }
  return out;
}

/** predict of clusterers that number their clusters with int32. */
export function predictInt32(find: (x: Features) => Int32Array): Required<Pick<Estimator, 'predict'>> {
  return { predict: (x) => createTensor('int32', [x.rows], find(x)) };
}

/** predict of clusterers that number their clusters with int64. */
export function predictInt64(find: (x: Features) => Int32Array): Required<Pick<Estimator, 'predict'>> {
  return {
    predict: (x) =>
      createTensor(
        'int64',
        [x.rows],
        BigInt64Array.from(find(x), (label) => BigInt(label)),
      ),
  };
}
