import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator } from '../estimator.ts';
import { numberedNames } from '../numbered-names.ts';
import { badAttribute, hasAttribute, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { takeLabels } from '../read-labels.ts';
import { readDense } from '../read-matrix.ts';
import { distancesToCenters, nearestLabels, predictInt32, predictInt64, readCenters } from './read-centers.ts';

/** KMeans and MiniBatchKMeans: the nearest of cluster_centers_, and the distances to all. */
export function loadKMeans(object: DescribedObject): Estimator {
  const centers = readCenters(object, 'cluster_centers_');
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: centers.width, source: 'cluster_centers_' }),
    outputNames: numberedNames(object.name, centers.count),
    ...predictInt32((x) => nearestLabels(x, centers)),
    transform: (x) => distancesToCenters(x, centers),
  };
}

/** MeanShift: the nearest of cluster_centers_. */
export function loadMeanShift(object: DescribedObject): Estimator {
  const centers = readCenters(object, 'cluster_centers_');
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: centers.width, source: 'cluster_centers_' }),
    ...predictInt64((x) => nearestLabels(x, centers)),
  };
}

/** AffinityPropagation: the nearest exemplar; -1 for all rows when the fit did not converge, for it has none then. */
export function loadAffinityPropagation(object: DescribedObject): Estimator {
  if (!hasAttribute(object, 'cluster_centers_')) {
    throw badAttribute(object, 'cluster_centers_', 'is missing: affinity "precomputed" has no predict');
  }
  if (readDense(object, 'cluster_centers_').rows > 0) return loadMeanShift(object);
  return {
    name: object.name,
    input: readInputContract(object),
    predict: (x) => createTensor('int64', [x.rows], new BigInt64Array(x.rows).fill(-1n)),
  };
}

/** Birch: the cluster of the nearest subcluster. */
export function loadBirch(object: DescribedObject): Estimator {
  const centers = readCenters(object, 'subcluster_centers_');
  const clusters = readNumbers(object, 'subcluster_labels_', { shape: [centers.count] }).data;
  const labels = createTensor(
    'int64',
    [centers.count],
    BigInt64Array.from(clusters, (label) => BigInt(label)),
  );
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: centers.width, source: 'subcluster_centers_' }),
    outputNames: numberedNames(object.name, centers.count),
    predict: (x) => takeLabels(labels, nearestLabels(x, centers)),
    transform: (x) => distancesToCenters(x, centers),
  };
}
