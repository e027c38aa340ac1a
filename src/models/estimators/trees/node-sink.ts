import {
  DOUBLE_CATEGORICAL,
  DOUBLE_MISSING_LEFT,
  DOUBLE_NAN_HIGH,
  type DoubleForest,
} from '../../kernels/trees/double-forest.ts';
import { type FloatForest, LEAF_NAN, LEAF_ROW_BITS, MISSING_LEFT_BIT } from '../../kernels/trees/float-forest.ts';

/** What a forest is beside its nodes. */
export interface ForestParts {
  readonly leafValues: Float64Array;
  readonly width: number;
  readonly groups: number;
  readonly featureCount: number;
}

/** Takes the nodes of tree after tree, left before right, and makes a forest of them. */
export interface NodeSink<F extends FloatForest | DoubleForest> {
  /** Rows of leaf values that the tree names are `leafBase` and later ones. */
  beginTree(leafBase: number): void;
  /** `right` is counted from the tree's root; the left child is the next node. */
  split(feature: number, threshold: number, right: number, isMissingLeft: boolean): void;
  leaf(row: number): void;
  finish(parts: ForestParts): F;
}

export interface DoubleSink extends NodeSink<DoubleForest> {
  /** As split, for a set of categories at an offset of `sets`. */
  splitSet(feature: number, offset: number, right: number, isMissingLeft: boolean): void;
  finish(parts: ForestParts, sets?: Int32Array): DoubleForest;
}

/** True when the largest tree and the features fit a word: float-forest.ts has 31 bits for both. */
export function fitsFloatNodes(mostNodes: number, featureCount: number): boolean {
  return mostNodes <= 2 ** LEAF_ROW_BITS && featureCount <= 2 ** (31 - shiftOf(mostNodes));
}

function shiftOf(mostNodes: number): number {
  return 32 - Math.clz32(Math.max(1, mostNodes - 1));
}

export function createFloatSink(nodes: number, trees: number, mostNodes: number): NodeSink<FloatForest> {
  const shift = shiftOf(mostNodes);
  const words = new Int32Array(nodes * 2);
  const floats = new Float32Array(words.buffer);
  const roots = new Int32Array(trees);
  const leafBases = new Int32Array(trees);
  let tree = -1;
  let next = 0;
  let leafBase = 0;
  let hasMissingLeft = false;
  return {
    beginTree(base) {
      roots[++tree] = next;
      leafBases[tree] = leafBase = base;
    },
    split(feature, threshold, right, isMissingLeft) {
      const at = 2 * next++;
      floats[at] = threshold;
      // The largest float32 that is not above the threshold: -0 and 0 step to the smallest negative number.
      if (floats[at]! > threshold)
        words[at] = floats[at] === 0 ? -(2 ** 31) + 1 : words[at]! + (words[at]! > 0 ? -1 : 1);
      words[at + 1] = (feature << shift) | right | (isMissingLeft ? MISSING_LEFT_BIT : 0);
      hasMissingLeft ||= isMissingLeft;
    },
    leaf(row) {
      const at = 2 * next;
      words[at] = LEAF_NAN | (row - leafBase);
      words[at + 1] = next++ - roots[tree]!;
    },
    finish: (parts) => {
      const used = next === nodes ? words : words.slice(0, next * 2);
      const views = { words: used, floats: new Float32Array(used.buffer) };
      return {
        kind: 'float',
        ...views,
        shift,
        roots,
        leafBases,
        hasMissingLeft,
        ...parts,
        batch: undefined,
        smallCalls: 0,
      };
    },
  };
}

export function createDoubleSink(nodes: number, trees: number): DoubleSink {
  const words = new Int32Array(nodes * 4);
  const doubles = new Float64Array(words.buffer);
  const roots = new Int32Array(trees);
  let root = 0;
  let tree = 0;
  let next = 0;
  let hasMissingLeft = false;
  const write = (feature: number, right: number, isMissingLeft: boolean): void => {
    hasMissingLeft ||= isMissingLeft;
    words[4 * next + 2] = feature | (isMissingLeft ? DOUBLE_MISSING_LEFT : 0);
    words[4 * next++ + 3] = root + right;
  };
  const writeNan = (low: number): void => {
    words[4 * next] = low;
    words[4 * next + 1] = DOUBLE_NAN_HIGH;
  };
  return {
    beginTree() {
      roots[tree++] = root = next;
    },
    split(feature, threshold, right, isMissingLeft) {
      doubles[2 * next] = threshold;
      write(feature, right, isMissingLeft);
    },
    splitSet(feature, offset, right, isMissingLeft) {
      writeNan(offset);
      write(feature | DOUBLE_CATEGORICAL, right, isMissingLeft);
    },
    leaf(row) {
      writeNan(row);
      write(0, next - root, false);
    },
    finish: (parts, sets = new Int32Array()) => {
      const used = next === nodes ? words : words.slice(0, next * 4);
      const views = { words: used, doubles: new Float64Array(used.buffer) };
      return { kind: 'double', ...views, roots, hasMissingLeft, sets, ...parts, batch: undefined, smallCalls: 0 };
    },
  };
}
