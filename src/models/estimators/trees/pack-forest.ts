import { type Forest, floorToFloat32, MISSING_LEFT } from '../../kernels/forest.ts';
import type { TreeData } from './read-tree.ts';

export interface PackedForest extends Forest {
  /** Node number (within its tree) of each leaf, for `apply`. */
  readonly leafNodes: Int32Array;
  /** First leaf number of each tree. */
  readonly leafStarts: Int32Array;
}

/** Packs trees into the compact form; leaves are numbered over all trees in order of their nodes. */
export function packForest(trees: readonly TreeData[]): PackedForest {
  const nodeTotal = trees.reduce((sum, tree) => sum + tree.nodeCount, 0);
  const words = new Int32Array(nodeTotal * 4);
  const floats = new Float32Array(words.buffer);
  const roots = new Int32Array(trees.length);
  const leafStarts = new Int32Array(trees.length);
  const leafNodes: number[] = [];
  let base = 0;
  let hasMissingLeft = false;
  trees.forEach((tree, t) => {
    roots[t] = base;
    leafStarts[t] = leafNodes.length;
    for (let node = 0; node < tree.nodeCount; node++) {
      const at = base + node * 4;
      if (tree.left[node] === -1) {
        words[at + 1] = -1;
        words[at + 2] = leafNodes.push(node) - 1;
        continue;
      }
      const goesLeft = tree.missingLeft?.[node] === 1;
      hasMissingLeft ||= goesLeft;
      floats[at] = floorToFloat32(tree.threshold[node]!);
      words[at + 1] = tree.feature[node]! | (goesLeft ? MISSING_LEFT : 0);
      words[at + 2] = base + tree.left[node]! * 4;
      words[at + 3] = base + tree.right[node]! * 4;
    }
    base += tree.nodeCount * 4;
  });
  return {
    words,
    floats,
    roots,
    leafCount: leafNodes.length,
    hasMissingLeft,
    leafNodes: Int32Array.from(leafNodes),
    leafStarts,
  };
}

/** Gathers a row of `width` values per leaf: (leaves, width). `valueAt` writes the row of one node of one tree. */
export function gatherLeafValues(
  forest: PackedForest,
  width: number,
  write: (tree: number, node: number, target: Float64Array, at: number) => void,
): Float64Array {
  const values = new Float64Array(forest.leafCount * width);
  let tree = 0;
  for (let leaf = 0; leaf < forest.leafCount; leaf++) {
    while (tree + 1 < forest.leafStarts.length && leaf >= forest.leafStarts[tree + 1]!) tree++;
    write(tree, forest.leafNodes[leaf]!, values, leaf * width);
  }
  return values;
}
