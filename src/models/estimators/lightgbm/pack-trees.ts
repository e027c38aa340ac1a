import { type LightgbmTree, MISSING_NONE, MISSING_ZERO } from '../../formats/lightgbm/lightgbm-model.ts';
import { malformed } from '../../formats/model-file-error.ts';
import { MAX_BOOSTED_NODES, stepsOf } from '../../kernels/boosted-forest.ts';
import {
  WIDE_CATEGORICAL,
  WIDE_MISSING_LEFT,
  WIDE_NAN_HIGH,
  WIDE_ZERO_MISSING,
  type WideForest,
} from '../../kernels/wide-forest.ts';

export interface PackedTrees extends WideForest {
  /** Number in its tree of each leaf, over all trees. */
  readonly leafIndex: Int32Array;
}

const MAX_SET_WORDS = 2 ** 25;

/** Packs trees into the compact form, depth first; tree t adds to output t % outputs. */
export function packTrees(trees: readonly LightgbmTree[], outputs: number): PackedTrees {
  let nodes = 0;
  let leaves = 0;
  let setWords = 0;
  for (const tree of trees) {
    nodes += tree.left.length + tree.leafValue.length;
    leaves += tree.leafValue.length;
    for (const set of tree.categoriesOf.values()) setWords += set.length + 1;
  }
  if (nodes > MAX_BOOSTED_NODES)
    throw malformed(`the trees have ${nodes} nodes: more than the limit of ${MAX_BOOSTED_NODES}`);
  if (setWords > MAX_SET_WORDS) {
    throw malformed(`the category sets of the trees need ${setWords} words: more than the limit of ${MAX_SET_WORDS}`);
  }
  const doubles = new Float64Array(nodes * 2);
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
  const steps = new Int32Array(trees.length);
  const outputOf = new Int32Array(trees.length);
  trees.forEach((tree, t) => {
    roots[t] = pack.nodes;
    outputOf[t] = t % outputs;
    steps[t] = stepsOf(packTree(pack, tree));
  });
  const { words, sets, leafValues, leafIndex, hasSpecial } = pack;
  return {
    kind: 'double',
    words,
    doubles,
    leafValues,
    roots,
    steps,
    outputOf,
    sets,
    hasSpecial,
    kernel: undefined,
    leafIndex,
  };
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

/** Gives the depths of the leaves. */
function packTree(pack: Packing, tree: LightgbmTree): number[] {
  const depths: number[] = [];
  // Triples: a child of the tree, the word that must point to it (-1 for the root and left children), its depth.
  const open: number[] = [tree.left.length === 0 ? -1 : 0, -1, 0];
  while (open.length > 0) {
    const depth = open.pop()!;
    const parentWord = open.pop()!;
    const child = open.pop()!;
    const node = pack.nodes++;
    if (parentWord >= 0) pack.words[parentWord] = node * 16;
    if (child < 0) {
      packLeaf(pack, tree, node, ~child);
      depths.push(depth);
      continue;
    }
    packSplit(pack, tree, node, child);
    // The left child is popped next, so that it lies behind its parent.
    open.push(tree.right[child]!, node * 4 + 3, depth + 1, tree.left[child]!, -1, depth + 1);
  }
  return depths;
}

function packLeaf(pack: Packing, tree: LightgbmTree, node: number, leaf: number): void {
  pack.words[node * 4] = pack.leaves;
  pack.words[node * 4 + 1] = WIDE_NAN_HIGH;
  pack.words[node * 4 + 3] = node * 16;
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
    flags |= WIDE_CATEGORICAL;
    pack.words[node * 4] = pack.setWords;
    pack.words[node * 4 + 1] = WIDE_NAN_HIGH;
    pack.sets[pack.setWords] = set.length;
    pack.sets.set(set, pack.setWords + 1);
    pack.setWords += set.length + 1;
  } else {
    pack.doubles[node * 2] = threshold;
    if (missing === MISSING_ZERO) flags |= WIDE_ZERO_MISSING;
  }
  if ((flags & (WIDE_CATEGORICAL | WIDE_ZERO_MISSING)) !== 0) pack.hasSpecial = true;
  pack.words[node * 4 + 2] = (tree.feature[split]! * 8) | flags;
}
