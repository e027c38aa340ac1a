/**
 * SHAP values of one tree for one row, path dependent: every feature's share in f(x) - E f.
 * Reference: Lundberg, Erion, Lee, "Consistent Individualized Feature Attribution for Tree Ensembles" (2018), algorithm 2.
 */
export interface ShapTree {
  /** Child node or -1 (leaf). */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly feature: Int32Array;
  /** Training weight that reached each node. */
  readonly cover: ArrayLike<number>;
  /** Value per node; only those of leaves are used. */
  readonly value: ArrayLike<number>;
  /** Longest path from the root, in splits. */
  readonly depth: number;
}

/** The child (left true) that the row takes at a node. */
export type GoesLeft = (node: number) => boolean;

/** The expected value of a tree: its leaves weighed by their cover. */
export function expectedValue(tree: ShapTree, node = 0): number {
  const { left, right, cover, value } = tree;
  if (left[node] === -1) return value[node]!;
  const total = cover[node]!;
  if (total === 0) return 0;
  const share = (child: number): number => (cover[child]! / total) * expectedValue(tree, child);
  return share(left[node]!) + share(right[node]!);
}

/** Adds weight times the SHAP values of the tree to out[at + feature]. */
export function addShapValues(tree: ShapTree, goesLeft: GoesLeft, weight: number, out: Float64Array, at: number): void {
  const size = ((tree.depth + 2) * (tree.depth + 3)) / 2 + tree.depth + 2;
  const path: Path = {
    feature: new Int32Array(size),
    zero: new Float64Array(size),
    one: new Float64Array(size),
    weight: new Float64Array(size),
  };
  descend({ tree, goesLeft, scale: weight, out, at, path }, 0, 0, 0, 1, 1, -1);
}

/** Unique features on the way from the root; every level of the walk has its own stretch of the arrays. */
interface Path {
  readonly feature: Int32Array;
  /** Share of rows that flow on when the feature is not known, and when it is. */
  readonly zero: Float64Array;
  readonly one: Float64Array;
  readonly weight: Float64Array;
}

interface Walk {
  readonly tree: ShapTree;
  readonly goesLeft: GoesLeft;
  readonly scale: number;
  readonly out: Float64Array;
  readonly at: number;
  readonly path: Path;
}

function descend(
  walk: Walk,
  node: number,
  start: number,
  length: number,
  zero: number,
  one: number,
  feature: number,
): void {
  const { tree, path } = walk;
  extend(path, start, length, zero, one, feature);
  if (tree.left[node] === -1) {
    const value = tree.value[node]! * walk.scale;
    for (let i = 1; i <= length; i++) {
      const sum = unwoundSum(path, start, length, i);
      walk.out[walk.at + path.feature[start + i]!]! += sum * (path.one[start + i]! - path.zero[start + i]!) * value;
    }
    return;
  }
  const goesLeft = walk.goesLeft(node);
  const hot = goesLeft ? tree.left[node]! : tree.right[node]!;
  const cold = goesLeft ? tree.right[node]! : tree.left[node]!;
  const total = tree.cover[node]!;
  const hotShare = total === 0 ? 0 : tree.cover[hot]! / total;
  const coldShare = total === 0 ? 0 : tree.cover[cold]! / total;
  let incomingZero = 1;
  let incomingOne = 1;
  let last = length;
  const split = tree.feature[node]!;
  for (let i = 1; i <= length; i++) {
    if (path.feature[start + i] !== split) continue;
    incomingZero = path.zero[start + i]!;
    incomingOne = path.one[start + i]!;
    unwind(path, start, last, i);
    last--;
    break;
  }
  const next = start + last + 1;
  for (const [child, share, open] of [
    [hot, hotShare, incomingOne],
    [cold, coldShare, 0],
  ] as const) {
    for (let i = 0; i <= last; i++) copy(path, start + i, next + i);
    descend(walk, child, next, last + 1, share * incomingZero, open, split);
  }
}

function copy(path: Path, from: number, to: number): void {
  path.feature[to] = path.feature[from]!;
  path.zero[to] = path.zero[from]!;
  path.one[to] = path.one[from]!;
  path.weight[to] = path.weight[from]!;
}

function extend(path: Path, start: number, length: number, zero: number, one: number, feature: number): void {
  path.feature[start + length] = feature;
  path.zero[start + length] = zero;
  path.one[start + length] = one;
  path.weight[start + length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    path.weight[start + i + 1]! += (one * path.weight[start + i]! * (i + 1)) / (length + 1);
    path.weight[start + i] = (zero * path.weight[start + i]! * (length - i)) / (length + 1);
  }
}

function unwind(path: Path, start: number, length: number, index: number): void {
  const one = path.one[start + index]!;
  const zero = path.zero[start + index]!;
  let next = path.weight[start + length]!;
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const before = path.weight[start + i]!;
      path.weight[start + i] = (next * (length + 1)) / ((i + 1) * one);
      next = before - (path.weight[start + i]! * zero * (length - i)) / (length + 1);
    } else if (zero !== 0) {
      path.weight[start + i] = (path.weight[start + i]! * (length + 1)) / (zero * (length - i));
    }
  }
  for (let i = index; i < length; i++) {
    path.feature[start + i] = path.feature[start + i + 1]!;
    path.zero[start + i] = path.zero[start + i + 1]!;
    path.one[start + i] = path.one[start + i + 1]!;
  }
}

function unwoundSum(path: Path, start: number, length: number, index: number): number {
  const one = path.one[start + index]!;
  const zero = path.zero[start + index]!;
  let next = path.weight[start + length]!;
  let total = 0;
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const part = (next * (length + 1)) / ((i + 1) * one);
      total += part;
      next = path.weight[start + i]! - (part * zero * (length - i)) / (length + 1);
    } else if (zero !== 0) {
      total += path.weight[start + i]! / ((zero * (length - i)) / (length + 1));
    }
  }
  return total;
}
