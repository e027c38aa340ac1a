import { malformed } from '../model-file-error.ts';
import { checkLightgbmTree } from './check-lightgbm-tree.ts';
import type { LightgbmTree, LinearLeaves } from './lightgbm-model.ts';
import { integerOf, integersOf, numbersOf, type TextBlock } from './text-lines.ts';

const MAX_LEAVES = 2 ** 26;

/** Bits of decision_type: categorical, default left, and two for the kind of missing value. */
const CATEGORICAL_BIT = 1;
const DEFAULT_LEFT_BIT = 2;

export function readLightgbmTree(block: TextBlock, featureCount: number): LightgbmTree {
  const leaves = integerOf(block, 'num_leaves', 1, MAX_LEAVES);
  const splits = leaves - 1;
  const leafValue = numbersOf(block, 'leaf_value', leaves);
  const integers = (key: string): Int32Array => (splits === 0 ? new Int32Array() : integersOf(block, key, splits));
  const decision = integers('decision_type');
  const threshold = splits === 0 ? new Float64Array() : numbersOf(block, 'threshold', splits);
  decision.forEach((type, i) => {
    if (type < 0 || type > 15 || type >> 2 > 2) throw malformed(`${block.name} decision_type: split ${i} has ${type}`);
  });
  const tree: LightgbmTree = {
    left: integers('left_child'),
    right: integers('right_child'),
    feature: integers('split_feature'),
    threshold,
    isCategorical: Uint8Array.from(decision, (type) => type & CATEGORICAL_BIT),
    defaultLeft: Uint8Array.from(decision, (type) => (type & DEFAULT_LEFT_BIT) >> 1),
    missing: Uint8Array.from(decision, (type) => type >> 2),
    categoriesOf: readCategories(block, decision, threshold),
    leafValue,
    linear: readLinear(block, leaves, featureCount),
  };
  checkLightgbmTree(tree, block.name, featureCount);
  return tree;
}

/** A categorical split's threshold is the number of its set: words cat_boundaries[i] .. cat_boundaries[i + 1]. */
function readCategories(
  block: TextBlock,
  decision: Int32Array,
  threshold: Float64Array,
): ReadonlyMap<number, Int32Array> {
  const found = new Map<number, Int32Array>();
  const sets = block.values.has('num_cat') ? integerOf(block, 'num_cat', 0, decision.length) : 0;
  if (sets === 0) return found;
  const starts = integersOf(block, 'cat_boundaries', sets + 1);
  if (starts.some((start, i) => start < (i === 0 ? 0 : starts[i - 1]!))) {
    throw malformed(`${block.name} cat_boundaries: want ascending numbers`);
  }
  const words = numbersOf(block, 'cat_threshold', starts.at(-1)!);
  const bits = new Int32Array(words.length);
  words.forEach((word, i) => {
    if (!Number.isInteger(word) || word < 0 || word > 2 ** 32 - 1) {
      throw malformed(`${block.name} cat_threshold holds ${word} at ${i}, want words of 32 bits`);
    }
    bits[i] = word | 0;
  });
  decision.forEach((type, split) => {
    if ((type & CATEGORICAL_BIT) === 0) return;
    const set = threshold[split]!;
    if (!Number.isInteger(set) || set < 0 || set >= sets) {
      throw malformed(`${block.name} threshold: the categorical split ${split} names set ${set} of ${sets}`);
    }
    found.set(split, bits.subarray(starts[set], starts[set + 1]));
  });
  return found;
}

function readLinear(block: TextBlock, leaves: number, featureCount: number): LinearLeaves | undefined {
  if (!block.values.has('is_linear') || integerOf(block, 'is_linear', 0, 1) === 0) return undefined;
  const counts = integersOf(block, 'num_features', leaves);
  const starts = new Int32Array(leaves + 1);
  counts.forEach((count, leaf) => {
    if (count < 0 || count > featureCount) throw malformed(`${block.name} num_features: leaf ${leaf} has ${count}`);
    starts[leaf + 1] = starts[leaf]! + count;
  });
  const total = starts[leaves]!;
  const features = total === 0 ? new Int32Array() : integersOf(block, 'leaf_features', total);
  if (features.some((feature) => feature < 0 || feature >= featureCount)) {
    throw malformed(`${block.name} leaf_features: want features from 0 to ${featureCount - 1}`);
  }
  return {
    constant: numbersOf(block, 'leaf_const', leaves),
    starts,
    features,
    coefficients: total === 0 ? new Float64Array() : numbersOf(block, 'leaf_coeff', total),
  };
}
