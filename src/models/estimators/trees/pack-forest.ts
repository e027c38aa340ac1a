import { packOnce } from '../../formats/packed-tables.ts';
import type { DoubleForest } from '../../kernels/trees/double-forest.ts';
import { type FloatForest, LEAF_ROW_BITS } from '../../kernels/trees/float-forest.ts';
import { badAttribute } from '../read-attributes.ts';
import { createLeafTable, type LeafTable } from './leaf-table.ts';
import { createDoubleSink, createFloatSink, fitsFloatNodes, type NodeSink } from './node-sink.ts';
import { type NodeOrder, orderNodes } from './order-nodes.ts';
import { createNodes, readNodes, type TreeNodes } from './read-nodes.ts';
import type { TreeFile } from './read-tree.ts';

export interface PackOptions {
  /** Values per leaf. */
  readonly width: number;
  /** Outputs that trees take in turn, where width is 1. */
  readonly groups?: number;
  /** True where leaves are often alike: each row of values is kept once. */
  readonly isShared: boolean;
  /** Writes the values of a leaf into row; `nodes` are those of its tree, by their places in the file. */
  readonly writeLeaf: (tree: number, node: number, row: Float64Array, nodes: TreeNodes) => void;
  /** Features of the forest, where its trees saw only some of them. */
  readonly featureCount?: number;
  /** The forest's feature of each feature of such a tree. */
  readonly featuresOf?: (tree: number) => Int32Array;
  readonly takesInfinity?: boolean;
}

/** A forest that answers for float32 inputs, whatever form its nodes have. */
export interface PackedForest {
  readonly forest: FloatForest | DoubleForest;
  /** Number of each node in its tree of the file. Undefined where it is the node's distance from the root. */
  readonly fileNodes: Int32Array | undefined;
  /** True where the original takes infinity, and so numbers that are too large for float32. */
  readonly takesInfinity: boolean;
}

/**
 * Packs scikit-learn's trees into the compact form, one after the other: beside the result there is never more than one
 * tree's nodes in memory. Nodes of 8 bytes hold all but very large trees over very many features, which get 16 bytes.
 */
export function packForest(trees: readonly TreeFile[], options: PackOptions): PackedForest {
  return packOnce(trees[0]!.file, () => packNodes(trees, options));
}

function packNodes(trees: readonly TreeFile[], options: PackOptions): PackedForest {
  const mostNodes = trees.reduce((most, tree) => Math.max(most, tree.nodeCount), 0);
  const nodeTotal = trees.reduce((sum, tree) => sum + tree.nodeCount, 0);
  const featureCount = options.featureCount ?? trees[0]!.featureCount;
  const isFloat = fitsFloatNodes(mostNodes, featureCount);
  const sink = isFloat
    ? createFloatSink(nodeTotal, trees.length, mostNodes)
    : createDoubleSink(nodeTotal, trees.length);
  const leaves = createLeafTable(options.width, options.isShared);
  const room = createNodes(mostNodes);
  let fileNodes: Int32Array | undefined;
  let placed = 0;
  let leafBase = 0;
  trees.forEach((tree, t) => {
    const seen = options.featuresOf?.(t).length ?? featureCount;
    if (tree.featureCount !== seen)
      throw badAttribute(tree.owner, tree.name, `is made for ${tree.featureCount} features, want ${seen}`);
    const nodes = readNodes(tree.owner, tree.name, tree.nodes!, tree.nodeCount, room);
    const order = orderNodes(tree.owner, tree.name, nodes, tree.nodeCount, tree.featureCount);
    if (!options.isShared || leaves.count - leafBase > 2 ** LEAF_ROW_BITS - tree.nodeCount) {
      leaves.startOver();
      leafBase = leaves.count;
    }
    sink.beginTree(leafBase);
    emitTree(sink, nodes, order, options.featuresOf?.(t), leaves, (node) =>
      options.writeLeaf(t, node, leaves.row, nodes),
    );
    fileNodes = extendFileNodes(fileNodes, order, placed, nodeTotal, trees, t);
    placed += order.count;
  });
  const { width, groups = 1 } = options;
  const forest = sink.finish({ leafValues: leaves.values(), width, groups, featureCount });
  return { forest, fileNodes, takesInfinity: options.takesInfinity ?? false };
}

function emitTree(
  sink: NodeSink<FloatForest | DoubleForest>,
  nodes: TreeNodes,
  order: NodeOrder,
  features: Int32Array | undefined,
  leaves: LeafTable,
  writeLeaf: (node: number) => void,
): void {
  const { left, right, feature, threshold, missingLeft } = nodes;
  for (let i = 0; i < order.count; i++) {
    const node = order.fileNodes === undefined ? i : order.fileNodes[i]!;
    if (left[node] === -1) {
      writeLeaf(node);
      sink.leaf(leaves.add());
      continue;
    }
    const used = features === undefined ? feature[node]! : features[feature[node]!]!;
    const next = order.places === undefined ? right[node]! : order.places[right[node]!]!;
    sink.split(used, threshold[node]!, next, missingLeft[node] === 1);
  }
}

/** Keeps node numbers from the first tree on whose nodes had to be put in order. */
function extendFileNodes(
  fileNodes: Int32Array | undefined,
  order: NodeOrder,
  placed: number,
  nodeTotal: number,
  trees: readonly TreeFile[],
  tree: number,
): Int32Array | undefined {
  if (fileNodes === undefined && order.fileNodes === undefined) return undefined;
  let all = fileNodes;
  if (all === undefined) {
    all = new Int32Array(nodeTotal);
    let at = 0;
    for (let t = 0; t < tree; t++) for (let i = 0; i < trees[t]!.nodeCount; i++) all[at++] = i;
  }
  for (let i = 0; i < order.count; i++) all[placed + i] = order.fileNodes === undefined ? i : order.fileNodes[i]!;
  return all;
}
