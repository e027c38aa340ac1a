import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { anyAttribute, hasAttribute, readInteger, readNumber, readText } from '../read-attributes.ts';
import { MAX_FEATURES, readInputContract } from '../read-input-contract.ts';
import { type PackedForest, packForest } from './pack-forest.ts';
import { readFeatureSubsets } from './read-feature-subsets.ts';
import type { TreeNodes } from './read-nodes.ts';
import { readTrees, type TreeFile } from './read-tree.ts';
import { sumLeaves } from './score-forest.ts';

const EULER_GAMMA = 0.5772156649015329;

/**
 * score = -2^(-d / (trees x c(max_samples))), d the sum over the trees of the leaf's depth and c(rows in the leaf), c the
 * average path length of an unsuccessful search. Source: Liu, Ting, Zhou, "Isolation forest" (ICDM 2008).
 */
export function loadIsolationForest(object: DescribedObject, context: LoadContext): Estimator {
  const trees = readTrees(object);
  const featureCount = readFeatureCount(object);
  const subsets = readFeatureSubsets(object, trees.length, featureCount);
  const takesMissing = !isBefore(context.version, [1, 6]) && context.version.length > 0;
  const averagePath = isBefore(context.version, [0, 21]) ? averagePathOf020 : averagePathLength;
  const packed = packDepths(trees, featureCount, subsets, takesMissing, averagePath);
  const sampleCount = readSampleCount(object);
  const denominator = trees.length * averagePath(sampleCount);
  const isZeroSafe = !isBefore(context.version, [1, 0]);
  const offset = readNumber(object, 'offset_');
  const threshold = readThreshold(object);
  const scores = (x: Features): Float64Array => {
    const sums = sumLeaves(packed, x);
    for (let i = 0; i < sums.length; i++) {
      const share = isZeroSafe && denominator === 0 ? 1 : sums[i]! / denominator;
      sums[i] = -(2 ** -share);
    }
    return sums;
  };
  const decisions = (x: Features): Float64Array => scores(x).map((score) => score - offset);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount, allowsNaN: takesMissing, allowsInfinity: takesMissing }),
    scoreSamples: (x) => createTensor('float64', [x.rows], scores(x)),
    decisionFunction: (x) => createTensor('float64', [x.rows], decisions(x)),
    predict: (x) =>
      createTensor(
        'int64',
        [x.rows],
        BigInt64Array.from(decisions(x), (decision) => (decision < threshold ? -1n : 1n)),
      ),
  };
}

/** Apart from the estimator's functions, so that these do not keep the file's trees (see packValues). */
function packDepths(
  trees: readonly TreeFile[],
  featureCount: number,
  subsets: readonly Int32Array[] | undefined,
  takesInfinity: boolean,
  averagePath: (samples: number) => number,
): PackedForest {
  const depthOf = createDepths();
  return packForest(trees, {
    width: 1,
    isShared: true,
    featureCount,
    takesInfinity,
    ...(subsets === undefined ? {} : { featuresOf: (tree) => subsets[tree]! }),
    writeLeaf(tree, node, row, nodes) {
      // One more node than steps lies on the path, as in the original: the sum must be made of the same numbers.
      row[0] = depthOf(tree, node, nodes) + 1 + averagePath(nodes.samples[node]!) - 1;
    },
  });
}

function readFeatureCount(object: DescribedObject): number {
  return readInteger(
    object,
    hasAttribute(object, 'n_features_in_') ? 'n_features_in_' : 'n_features_',
    1,
    MAX_FEATURES,
  );
}

/** _max_samples (max_samples_ too, except from scikit-learn 1.2 on). */
function readSampleCount(object: DescribedObject): number {
  anyAttribute(object, '_max_samples', 'max_samples_');
  return readInteger(object, hasAttribute(object, '_max_samples') ? '_max_samples' : 'max_samples_', 1, 2 ** 53);
}

/** What decision_function is held against: 0, but for behaviour 'old' of scikit-learn 0.20 and 0.21 a fitted number. */
function readThreshold(object: DescribedObject): number {
  if (readText(object, 'behaviour', 'new') !== 'old') return 0;
  if (hasAttribute(object, '_threshold_')) return readNumber(object, '_threshold_');
  return hasAttribute(object, '_threshold') ? readNumber(object, '_threshold') : 0;
}

export function averagePathLength(samples: number): number {
  if (samples <= 1) return 0;
  if (samples === 2) return 1;
  return 2 * (Math.log(samples - 1) + EULER_GAMMA) - (2 * (samples - 1)) / samples;
}

/** scikit-learn 0.20 had 1 for a single row, and no exception for two. */
function averagePathOf020(samples: number): number {
  if (samples <= 1) return 1;
  return 2 * (Math.log(samples - 1) + EULER_GAMMA) - (2 * (samples - 1)) / samples;
}

/** Depths of a tree's nodes, computed when a tree is asked for first: children lie behind their parents. */
function createDepths(): (tree: number, node: number, nodes: TreeNodes) => number {
  let known = -1;
  let depths = new Int32Array();
  return (tree, node, { count, left, right }) => {
    if (tree !== known) {
      known = tree;
      depths = new Int32Array(count);
      for (let i = 0; i < count; i++) {
        if (left[i] === -1) continue;
        depths[left[i]!] = depths[right[i]!] = depths[i]! + 1;
      }
    }
    return depths[node]!;
  };
}
