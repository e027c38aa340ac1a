import type { DescribedObject } from '../../formats/described.ts';
import { createModelFileError } from '../../formats/model-file-error.ts';
import type { Estimator } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { badAttribute, hasAttribute, isObject, readInteger, readNumbers } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { distancesToCenters, predictInt32, readCenters } from './read-centers.ts';

/** The tree of bisections: node i has the children children[2 i] and children[2 i + 1], or -1 and the cluster's label. */
interface BisectingTree {
  readonly children: readonly number[];
  readonly labels: readonly number[];
  /** (nodes, width) */
  readonly centers: Float64Array;
}

/** BisectingKMeans: down the tree of splits, to the nearer of two centres each time. */
export function loadBisectingKMeans(object: DescribedObject): Estimator {
  const centers = readCenters(object, 'cluster_centers_');
  const { width } = centers;
  const tree = readTree(object, width, centers.count);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: width, source: 'cluster_centers_' }),
    outputNames: numberedNames(object.name, centers.count),
    ...predictInt32((x) => descend(x, tree, width)),
    transform: (x) => distancesToCenters(x, centers),
  };
}

function readTree(object: DescribedObject, width: number, clusters: number): BisectingTree {
  const mean = hasAttribute(object, '_X_mean') ? readNumbers(object, '_X_mean', { shape: [width] }).data : undefined;
  const root = object.state.get('_bisecting_tree');
  if (!isObject(root)) throw badAttribute(object, '_bisecting_tree', 'want a tree of bisections');
  const nodes = [root];
  const children: number[] = [];
  const labels: number[] = [];
  const rows: Float64Array[] = [];
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]!;
    const left = node.state.get('left') ?? null;
    const right = node.state.get('right') ?? null;
    // A fit on sparse rows leaves matrices of one row.
    const center = readNumbers(node, 'center', { dimensions: [1, 2], isFinite: true }).data;
    if (center.length !== width) throw badAttribute(node, 'center', `has ${center.length} values, want ${width}`);
    // The root was split off nothing: its centre is not compared with anything.
    rows.push(mean === undefined ? center : center.map((value, i) => value + mean[i]!));
    if (left === null) {
      children.push(-1, -1);
      labels.push(readInteger(node, 'label', 0, clusters - 1));
      continue;
    }
    if (!isObject(left) || !isObject(right)) throw badAttribute(object, '_bisecting_tree', `node ${at} has one child`);
    if (nodes.length + 2 > 2 * clusters) {
      throw createModelFileError(
        'MALFORMED_MODEL',
        `${object.name}._bisecting_tree: has more nodes than ${clusters} clusters can have (a cycle?)`,
      );
    }
    children.push(nodes.length, nodes.length + 1);
    labels.push(-1);
    nodes.push(left, right);
  }
  const centers = new Float64Array(nodes.length * width);
  for (let node = 0; node < rows.length; node++) centers.set(rows[node]!, node * width);
  return { children, labels, centers };
}

function descend(features: Features, { children, labels, centers }: BisectingTree, width: number): Int32Array {
  const { data, rows } = toDense(features);
  const found = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let node = 0;
    while (children[2 * node]! >= 0) {
      const left = children[2 * node]!;
      const right = children[2 * node + 1]!;
      const isLeft = score(data, row, centers, left, width) <= score(data, row, centers, right, width);
      node = isLeft ? left : right;
    }
    found[row] = labels[node]!;
  }
  return found;
}

/** |c|^2 - 2 x.c */
function score(data: Float64Array, row: number, centers: Float64Array, center: number, width: number): number {
  let norm = 0;
  let dot = 0;
  for (let i = 0; i < width; i++) {
    const value = centers[center * width + i]!;
    norm += value * value;
    dot += data[row * width + i]! * value;
  }
  return norm - 2 * dot;
}
