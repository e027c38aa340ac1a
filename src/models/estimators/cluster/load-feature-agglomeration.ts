import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, toDense } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { badAttribute, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

type Pool = (values: Float64Array) => number;

const POOLS: Readonly<Record<string, Pool>> = {
  amax: (values) => values.reduce((a, b) => Math.max(a, b)),
  amin: (values) => values.reduce((a, b) => Math.min(a, b)),
  max: (values) => values.reduce((a, b) => Math.max(a, b)),
  mean: (values) => values.reduce((a, b) => a + b, 0) / values.length,
  median,
  min: (values) => values.reduce((a, b) => Math.min(a, b)),
  sum: (values) => values.reduce((a, b) => a + b, 0),
};

/** FeatureAgglomeration: features of one cluster become one, by the mean or another function of numpy. */
export function loadFeatureAgglomeration(object: DescribedObject): Estimator {
  const clusters = readNumbers(object, 'labels_', { dimensions: [1] }).data;
  const pool = readPool(object);
  const members = groupFeatures(object, clusters);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: clusters.length, source: 'labels_' }),
    outputNames: numberedNames(object.name, members.length),
    transform(x) {
      const { data, rows, columns } = toDense(x);
      const out = createDense(rows, members.length);
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < members.length; c++) {
          const values = Float64Array.from(members[c]!, (feature) => data[row * columns + feature]!);
          out.data[row * members.length + c] = pool(values);
        }
      }
      return out;
    },
  };
}

/** Features of each cluster, clusters ascending; a number without features does not count. */
function groupFeatures(object: DescribedObject, clusters: Float64Array): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  clusters.forEach((cluster, feature) => {
    if (!Number.isInteger(cluster)) throw badAttribute(object, 'labels_', `holds ${cluster}`);
    const members = groups.get(cluster);
    if (members === undefined) groups.set(cluster, [feature]);
    else members.push(feature);
  });
  return [...groups.keys()].sort((a, b) => a - b).map((cluster) => groups.get(cluster)!);
}

function readPool(object: DescribedObject): Pool {
  const value = object.state.get('pooling_func');
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : 'mean';
  const pool = Object.hasOwn(POOLS, name) ? POOLS[name] : undefined;
  if (pool === undefined) {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}.pooling_func ${name} does not run natively`);
  }
  return pool;
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
