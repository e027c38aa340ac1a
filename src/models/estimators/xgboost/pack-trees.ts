import { malformed } from '../../formats/model-file-error.ts';
import type { XgboostTree, XgboostTrees } from '../../formats/xgboost/xgboost-model.ts';
import { type BoostedForest, CATEGORICAL } from '../../kernels/boosted-forest.ts';
import { MISSING_LEFT } from '../../kernels/forest.ts';

export interface PackedTrees extends BoostedForest {
  /** Node number in the file of each leaf, over all trees. */
  readonly leafNodes: Int32Array;
}

/** Words of all category sets together: XGBoost itself holds a bit per category up to the greatest one. */
const MAX_CATEGORY_WORDS = 2 ** 25;

/** Packs trees into the compact form, depth first, so that most left children lie behind their parents. */
export function packTrees(model: XgboostTrees, outputs: number): PackedTrees {
  const width = model.trees[0]?.leafVectors === undefined ? 1 : outputs;
  const order = model.trees.map(depthFirst);
  const nodes = order.reduce((sum, list) => sum + list.length, 0);
  const leaves = model.trees.reduce((sum, tree, t) => sum + countLeaves(tree, order[t]!), 0);
  const words = new Int32Array(nodes * 4);
  const floats = new Float32Array(words.buffer);
  const roots = new Int32Array(model.trees.length);
  const leafValues = new Float32Array(leaves * width);
  const leafNodes = new Int32Array(leaves);
  const categories = packCategories(model.trees);
  let base = 0;
  let leafCount = 0;
  let hasMissingLeft = false;
  model.trees.forEach((tree, t) => {
    roots[t] = base;
    const list = order[t]!;
    const place = new Int32Array(tree.left.length);
    list.forEach((node, i) => {
      place[node] = base + i * 4;
    });
    for (const node of list) {
      const at = place[node]!;
      if (tree.left[node] === -1) {
        words[at + 1] = -1;
        words[at + 2] = leafCount;
        leafNodes[leafCount] = node;
        for (let k = 0; k < width; k++) {
          leafValues[leafCount * width + k] = tree.leafVectors?.[node * width + k] ?? tree.condition[node]!;
        }
        leafCount++;
        continue;
      }
      const goesLeft = tree.defaultLeft[node] === 1;
      hasMissingLeft ||= goesLeft;
      const set = categories.offsets[t]!.get(node);
      words[at + 1] = tree.feature[node]! | (goesLeft ? MISSING_LEFT : 0) | (set === undefined ? 0 : CATEGORICAL);
      if (set === undefined) floats[at] = belowFloat32(tree.condition[node]!);
      else words[at] = set;
      words[at + 2] = place[tree.left[node]!]!;
      words[at + 3] = place[tree.right[node]!]!;
    }
    base += list.length * 4;
  });
  return {
    words,
    floats,
    roots,
    leafCount,
    hasMissingLeft,
    leafValues,
    width,
    outputOf: width === 1 ? model.outputOf : new Int32Array(roots.length),
    weights: model.weights,
    categories: categories.words,
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
  readonly words: Int32Array | undefined;
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
  if (size === 0) return { words: undefined, offsets };
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
