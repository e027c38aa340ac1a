import type { DescribedArray, DescribedObject } from '../../formats/described.ts';
import { readRecordField } from '../../formats/numpy/decode-array.ts';
import type { Metric } from '../../kernels/neighbors/metrics.ts';
import type { SpaceTree } from '../../kernels/neighbors/tree-search.ts';
import { badAttribute, isObject, itemsOf, toNumberArray } from '../read-attributes.ts';

/**
 * The kd-tree or ball tree in `_tree`, or undefined where there is none of use. Its state: data, order of the rows,
 * nodes (idx_start, idx_end, is_leaf, radius), bounds, sizes. Every index is checked, so that a search stays inside.
 */
export function readSpaceTree(
  object: DescribedObject,
  rows: number,
  width: number,
  metric: Metric,
): SpaceTree | undefined {
  const value = object.state.get('_tree');
  if (!isObject(value)) return undefined;
  const target = value.args[0];
  const className =
    typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'global' ? target.name : '';
  const kind = className.startsWith('KDTree') ? 'kd' : className.startsWith('BallTree') ? 'ball' : undefined;
  const parts = itemsOf(value.rawState);
  if (kind === undefined || parts === undefined || (kind === 'kd' && metric.exponent === undefined)) return undefined;
  const data = toNumberArray(parts[0]);
  const order = toNumberArray(parts[1]);
  const nodes = parts[2] as DescribedArray;
  const bounds = toNumberArray(parts[3]);
  if (data?.shape.join() !== `${rows},${width}` || order?.data.length !== rows || nodes?.records === undefined) {
    throw badAttribute(object, '_tree', `want a tree of ${rows} rows with ${width} features`);
  }
  const tree: SpaceTree = {
    kind,
    data: data.data,
    width,
    order: Int32Array.from(order.data),
    starts: readField(nodes, 'idx_start'),
    ends: readField(nodes, 'idx_end'),
    isLeaf: Uint8Array.from(readField(nodes, 'is_leaf'), (flag) => (flag === 0 ? 0 : 1)),
    radius: Float64Array.from(readRecordField(nodes, 'radius') as Float64Array),
    bounds: bounds?.data ?? new Float64Array(),
    metric,
  };
  checkTree(object, tree, rows);
  return tree;
}

function readField(nodes: DescribedArray, name: string): Int32Array {
  return Int32Array.from(readRecordField(nodes, name) as BigInt64Array, Number);
}

function checkTree(object: DescribedObject, tree: SpaceTree, rows: number): void {
  const nodes = tree.starts.length;
  if (tree.bounds.length !== nodes * tree.width * (tree.kind === 'kd' ? 2 : 1) || nodes === 0) {
    throw badAttribute(object, '_tree', `has ${tree.bounds.length} bounds for ${nodes} nodes`);
  }
  if (!tree.order.every((row) => row >= 0 && row < rows))
    throw badAttribute(object, '_tree', 'orders rows that are none');
  for (let node = 0; node < nodes; node++) {
    if (!(tree.starts[node]! >= 0 && tree.ends[node]! <= rows)) {
      throw badAttribute(
        object,
        '_tree',
        `node ${node} holds rows ${tree.starts[node]} to ${tree.ends[node]} of ${rows}`,
      );
    }
    if (tree.isLeaf[node] === 0 && 2 * node + 2 >= nodes)
      throw badAttribute(object, '_tree', `node ${node} has no children`);
  }
}
