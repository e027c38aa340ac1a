import type { Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import type { Features } from '../features.ts';
import { badAttribute } from '../read-attributes.ts';
import { type PackedForest, packForest } from './pack-forest.ts';
import { readTree, readTrees, type TreeFile } from './read-tree.ts';
import { applyForest, sumLeaves } from './score-forest.ts';
import { treeContract } from './tree-contract.ts';
import {
  holdsCounts,
  labelTensor,
  logProbabilityTensors,
  normalizeCounts,
  probabilityTensors,
  readClasses,
  splitOutputs,
} from './tree-outputs.ts';

/** A tree's own label is that of the greatest value, before values are divided. */
export function loadTreeClassifier(object: DescribedObject, context: LoadContext): Estimator {
  return createClassifier(object, [readTree(object)], context, true);
}

/** Probabilities: the mean of the trees' leaf fractions, added in order and divided once. */
export function loadForestClassifier(object: DescribedObject, context: LoadContext): Estimator {
  return createClassifier(object, readTrees(object), context, false);
}

function createClassifier(
  object: DescribedObject,
  trees: readonly TreeFile[],
  context: LoadContext,
  isTree: boolean,
): Estimator {
  const { outputs, classes: widest } = trees[0]!;
  const classes = readClasses(object, outputs);
  if (classes.some((labels) => labels.data.length > widest))
    throw badAttribute(object, 'classes_', `has more labels than the trees' ${widest}`);
  const width = outputs * widest;
  const isCounts = holdsCounts(trees, context.version);
  const packed = packFractions(trees, classes, isCounts && !isTree);
  const count = trees.length;
  const fractions = (x: Features): readonly Float64Array[] => {
    const sums = sumLeaves(packed, x);
    if (!isTree) for (let i = 0; i < sums.length; i++) sums[i]! /= count;
    else if (isCounts) for (let at = 0; at < sums.length; at += width) normalizeCounts(sums, at, widest, classes);
    return splitOutputs(sums, x.rows, widest, classes);
  };
  const scores = (x: Features): readonly Float64Array[] =>
    isTree ? splitOutputs(sumLeaves(packed, x), x.rows, widest, classes) : fractions(x);
  return {
    name: object.name,
    input: treeContract(object, trees[0]!.featureCount, context),
    classes,
    predict: (x) => labelTensor(scores(x), x.rows, classes),
    predictProba: (x) => probabilityTensors(fractions(x), x.rows, classes),
    predictLogProba: (x) => logProbabilityTensors(fractions(x), x.rows, classes),
    apply: (x) => applyForest(packed, x, isTree),
  };
}

/** Apart from the estimator's functions, so that these do not keep the file's trees (see packValues). */
function packFractions(trees: readonly TreeFile[], classes: readonly Tensor[], mustNormalize: boolean): PackedForest {
  const { outputs, classes: widest } = trees[0]!;
  const width = outputs * widest;
  return packForest(trees, {
    width,
    isShared: true,
    writeLeaf(tree, node, row) {
      const { values } = trees[tree]!;
      for (let k = 0; k < width; k++) row[k] = values[node * width + k]!;
      if (mustNormalize) normalizeCounts(row, 0, widest, classes);
    },
  });
}
