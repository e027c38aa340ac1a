import { malformed } from '../../formats/model-file-error.ts';
import type { XgboostTree, XgboostTrees } from '../../formats/xgboost/xgboost-model.ts';
import {
  BOOSTED_CATEGORICAL,
  BOOSTED_MISSING_LEFT,
  type BoostedForest,
  MAX_BOOSTED_NODES,
  stepsOf,
} from '../../kernels/boosted-forest.ts';

export interface PackedTrees extends BoostedForest {
  /** Node number in the file of each leaf, over all trees. */
  readonly leafNodes: Int32Array;
}

/** Words of all category sets together: XGBoost itself holds a bit per category up to the greatest one. */
const MAX_CATEGORY_WORDS = 2 ** 25;

/** Packs trees into the compact form. */
export function packTrees(model: XgboostTrees, outputs: number): PackedTrees {
  const width = model.trees[0]?.leafVectors === undefined ? 1 : outputs;
  const order = model.trees.map(depthFirst);
  const nodes = order.reduce((sum, list) => sum + list.length, 0);
  if (nodes > MAX_BOOSTED_NODES)
    throw malformed(`the trees have ${nodes} nodes: more than the limit of ${MAX_BOOSTED_NODES}`);
  const leaves = model.trees.reduce((sum, tree, t) => sum + countLeaves(tree, order[t]!), 0);
  const words = new Int32Array(nodes * 4);
  const floats = new Float32Array(words.buffer);
  const roots = new Int32Array(model.trees.length);
  const steps = new Int32Array(model.trees.length);
  const leafValues = new Float32Array(leaves * width);
  const leafNodes = new Int32Array(leaves);
  const categories = packCategories(model.trees);
  let base = 0;
  let leafCount = 0;
  model.trees.forEach((tree, t) => {
    roots[t] = base;
    const list = order[t]!;
    const weight = model.weights?.[t] ?? 1;
    steps[t] = stepsOf(leafDepths(tree));
    const place = new Int32Array(tree.left.length);
    for (let i = 0; i < list.length; i++) place[list[i]!] = base + i;
    for (const node of list) {
      const at = place[node]! * 4;
      if (tree.left[node] === -1) {
        floats[at] = Number.NaN;
        words[at + 2] = place[node]! * 16;
        words[at + 3] = leafCount;
        leafNodes[leafCount] = node;
        for (let k = 0; k < width; k++) {
          const value = tree.leafVectors?.[node * width + k] ?? tree.condition[node]!;
          // Rounded by itself: XGBoost multiplies in float32.
          leafValues[leafCount * width + k] = value * weight;
        }
        leafCount++;
        continue;
      }
      const set = categories.offsets[t]!.get(node);
      words[at + 1] = tree.feature[node]! * 4;
      words[at + 2] = place[tree.right[node]!]! * 16;
      words[at + 3] =
        (tree.defaultLeft[node] === 1 ? BOOSTED_MISSING_LEFT : 0) | (set === undefined ? 0 : BOOSTED_CATEGORICAL | set);
      floats[at] = set === undefined ? belowFloat32(tree.condition[node]!) : Number.NaN;
    }
    base += list.length;
  });
  return {
    kind: 'float',
    words,
    floats,
    leafValues,
    roots,
    steps,
    outputOf: width === 1 ? model.outputOf : new Int32Array(roots.length),
    width,
    sets: categories.words,
    kernel: undefined,
    leafNodes,
  };
}

/** Node numbers as a walk from the root meets them, left before right. */
function depthFirst(tree: XgboostTree): number[] {
  const list: number[] = [];
  const open = [0];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    list.push(node);
    if (tree.left[node] !== -1) open.push(tree.right[node]!, tree.left[node]!);
  }
  return list;
}

function leafDepths(tree: XgboostTree): number[] {
  const depths: number[] = [];
  // Pairs of a node and its depth.
  const open = [0, 0];
  while (open.length > 0) {
    const depth = open.pop()!;
    const node = open.pop()!;
    if (tree.left[node] === -1) depths.push(depth);
    else open.push(tree.right[node]!, depth + 1, tree.left[node]!, depth + 1);
  }
  return depths;
}

function countLeaves(tree: XgboostTree, nodes: readonly number[]): number {
  let count = 0;
  for (const node of nodes) if (tree.left[node] === -1) count++;
  return count;
}

/** The greatest float32 below x: for float32 values, `value < x` and `value <= belowFloat32(x)` say the same. */
export function belowFloat32(x: number): number {
  if (!(x > Number.NEGATIVE_INFINITY)) return Number.NaN;
  if (x === 0) return -(2 ** -149);
  const float = Float32Array.of(x);
  const bits = new Int32Array(float.buffer);
  bits[0]! += x > 0 ? -1 : 1;
  return float[0]!;
}

interface PackedCategories {
  readonly words: Int32Array;
  /** Of each tree: node -> where its set lies. */
  readonly offsets: readonly ReadonlyMap<number, number>[];
}

function packCategories(trees: readonly XgboostTree[]): PackedCategories {
  let size = 0;
  const offsets = trees.map((tree) => {
    const found = new Map<number, number>();
    for (const [node, set] of tree.categoriesOf) {
      found.set(node, size);
      size += 1 + wordCount(set);
    }
    return found;
  });
  if (size > MAX_CATEGORY_WORDS)
    throw malformed(`the category sets of the trees need ${size} words: more than the limit of ${MAX_CATEGORY_WORDS}`);
  const words = new Int32Array(size);
  trees.forEach((tree, t) => {
    for (const [node, set] of tree.categoriesOf) {
      const at = offsets[t]!.get(node)!;
      words[at] = wordCount(set);
      for (const category of set) words[at + 1 + (category >> 5)]! |= 1 << (category & 31);
    }
  });
  return { words, offsets };
}

function wordCount(set: Int32Array): number {
  return set.length === 0 ? 0 : (set.at(-1)! >> 5) + 1;
}
