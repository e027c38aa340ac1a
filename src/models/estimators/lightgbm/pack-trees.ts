import { type LightgbmTree, MISSING_NONE, MISSING_ZERO } from '../../formats/lightgbm/lightgbm-model.ts';
import { malformed } from '../../formats/model-file-error.ts';
import { WIDE_MISSING_LEFT, WIDE_SET, WIDE_ZERO_MISSING, type WideForest } from '../../kernels/wide-forest.ts';

export interface PackedTrees extends WideForest {
  /** Number in its tree of each leaf, over all trees. */
  readonly leafIndex: Int32Array;
  /** First leaf of each tree. */
  readonly leafStarts: Int32Array;
}

const MAX_SET_WORDS = 2 ** 25;

/** Packs trees into the compact form, depth first. */
export function packTrees(trees: readonly LightgbmTree[]): PackedTrees {
  let nodes = 0;
  let leaves = 0;
  let setWords = 0;
  for (const tree of trees) {
    nodes += tree.left.length + tree.leafValue.length;
    leaves += tree.leafValue.length;
    for (const set of tree.categoriesOf.values()) setWords += set.length + 1;
  }
  if (setWords > MAX_SET_WORDS) {
    throw malformed(`the category sets of the trees need ${setWords} words: more than the limit of ${MAX_SET_WORDS}`);
  }
  const doubles = new Float64Array(nodes * 3);
  const pack: Packing = {
    words: new Int32Array(doubles.buffer),
    doubles,
    sets: new Int32Array(setWords),
    leafValues: new Float64Array(leaves),
    leafIndex: new Int32Array(leaves),
    nodes: 0,
    leaves: 0,
    setWords: 0,
    hasSpecial: false,
  };
  const roots = new Int32Array(trees.length);
  const leafStarts = new Int32Array(trees.length);
  trees.forEach((tree, t) => {
    roots[t] = pack.nodes;
    leafStarts[t] = pack.leaves;
    packTree(pack, tree);
  });
  const { words, sets, leafValues, leafIndex, hasSpecial } = pack;
  return { words, doubles, roots, leafValues, hasSpecial, sets, leafIndex, leafStarts };
}

interface Packing {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly sets: Int32Array;
  readonly leafValues: Float64Array;
  readonly leafIndex: Int32Array;
  nodes: number;
  leaves: number;
  setWords: number;
  hasSpecial: boolean;
}

function packTree(pack: Packing, tree: LightgbmTree): void {
  // Pairs: a child of the tree, and the word that must point to it (-1 for the root).
  const open: number[] = [tree.left.length === 0 ? -1 : 0, -1];
  while (open.length > 0) {
    const parentWord = open.pop()!;
    const child = open.pop()!;
    const node = pack.nodes++;
    if (parentWord >= 0) pack.words[parentWord] = node;
    if (child < 0) {
      packLeaf(pack, tree, node, ~child);
      continue;
    }
    packSplit(pack, tree, node, child);
    open.push(tree.right[child]!, node * 6 + 4, tree.left[child]!, node * 6 + 3);
  }
}

function packLeaf(pack: Packing, tree: LightgbmTree, node: number, leaf: number): void {
  pack.words[node * 6 + 2] = -1;
  pack.words[node * 6 + 3] = pack.leaves;
  pack.leafValues[pack.leaves] = tree.leafValue[leaf]!;
  pack.leafIndex[pack.leaves++] = leaf;
}

/**
 * Where NaN goes: to the default side when the split knows missing values; else it counts as 0, whose side is known
 * now. A categorical split has no side for it: NaN is in no set.
 */
function packSplit(pack: Packing, tree: LightgbmTree, node: number, split: number): void {
  const missing = tree.missing[split];
  const set = tree.categoriesOf.get(split);
  const threshold = tree.threshold[split]!;
  const missingLeft = missing === MISSING_NONE ? 0 <= threshold : tree.defaultLeft[split] === 1;
  let flags = missingLeft ? WIDE_MISSING_LEFT : 0;
  if (set !== undefined && tree.isCategorical[split] === 1) {
    flags |= WIDE_SET;
    pack.words[node * 6] = pack.setWords;
    pack.sets[pack.setWords] = set.length;
    pack.sets.set(set, pack.setWords + 1);
    pack.setWords += set.length + 1;
  } else {
    pack.doubles[node * 3] = threshold;
    if (missing === MISSING_ZERO) flags |= WIDE_ZERO_MISSING;
  }
  if ((flags & (WIDE_SET | WIDE_ZERO_MISSING)) !== 0) pack.hasSpecial = true;
  pack.words[node * 6 + 2] = tree.feature[split]! | flags;
}
