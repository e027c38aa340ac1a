import type { DescribedObject } from '../../formats/described.ts';
import { badAttribute } from '../read-attributes.ts';
import type { TreeNodes } from './read-nodes.ts';

/** Where the checked tree's nodes lie in the file, in the order of a walk that meets left before right. */
export interface NodeOrder {
  /** Nodes that the root reaches. */
  readonly count: number;
  /** Undefined when the file has this order already, as scikit-learn writes most trees. */
  readonly fileNodes: Int32Array | undefined;
  /** Of each node of the file: its place in the order. Undefined with `fileNodes`. */
  readonly places: Int32Array | undefined;
}

/**
 * Checks children and features, and orders nodes so that a left child follows its parent. A child must lie behind its
 * parent in the file, so every walk ends, and no more nodes may be met than there are: no child has two parents.
 */
export function orderNodes(
  owner: DescribedObject,
  name: string,
  nodes: TreeNodes,
  count: number,
  featureCount: number,
): NodeOrder {
  const { left, right, feature } = nodes;
  let isOrdered = true;
  for (let node = 0; node < count; node++) {
    if (left[node] === -1 && right[node] === -1) continue;
    if (!(left[node]! > node && left[node]! < count && right[node]! > node && right[node]! < count)) {
      const child = left[node]! > node && left[node]! < count ? right[node] : left[node];
      throw badAttribute(
        owner,
        name,
        `node ${node} has the child ${child} of ${count} nodes: want one behind it (a cycle?)`,
      );
    }
    if (feature[node]! < 0 || feature[node]! >= featureCount)
      throw badAttribute(owner, name, `node ${node} asks for feature ${feature[node]} of ${featureCount}`);
    isOrdered &&= left[node] === node + 1;
  }
  return isOrdered ? { count, fileNodes: undefined, places: undefined } : walk(owner, name, left, right, count);
}

function walk(owner: DescribedObject, name: string, left: Int32Array, right: Int32Array, count: number): NodeOrder {
  const fileNodes = new Int32Array(count);
  const places = new Int32Array(count);
  const open = [0];
  let met = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (met === count) throw badAttribute(owner, name, 'a node is the child of two others');
    places[node] = met;
    fileNodes[met++] = node;
    if (left[node] !== -1) open.push(right[node]!, left[node]!);
  }
  return { count: met, fileNodes, places };
}
