import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { logOf } from '../../kernels/probabilities.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, type Features, toDense } from '../features.ts';
import { badAttribute, readNumber, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { type PackedForest, packForest } from '../trees/pack-forest.ts';
import { readTrees } from '../trees/read-tree.ts';
import { addLeavesTo, findLeafNodes, sumLeaves, toFloat32 } from '../trees/score-forest.ts';
import { classifierLoss } from './gradient-losses.ts';
import { type InitialScore, readInitialScore } from './initial-score.ts';

/** Two classes: one raw score, label 1 from 0 on. More: one raw score a class, the greatest wins. */
export function loadGradientBoostingClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const labels = readLabels(object, 'classes_');
  const classCount = labels.data.length;
  const outputs = classCount === 2 ? 1 : classCount;
  const stages = readStages(object, outputs);
  const { featureCount } = stages.forest;
  const loss = classifierLoss(readText(object, 'loss') === 'exponential', context.version);
  const initial = readInitialScore(object, context, outputs, featureCount, loss.toRaw);
  const raw = (x: Features): Float64Array => rawScores(stages, initial, x);
  const probabilities = (x: Features): Float64Array => loss.toProbabilities(raw(x), outputs);
  const shaped = (x: Features, values: Float64Array) => createTensor('float64', [x.rows, classCount], values);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount, source: 'estimators_' }),
    classes: [labels],
    predict: (x) => takeLabels(labels, loss.toLabels(raw(x), x.rows, outputs)),
    predictProba: (x) => shaped(x, probabilities(x)),
    predictLogProba: (x) => shaped(x, logOf(probabilities(x))),
    decisionFunction: (x) => createTensor('float64', outputs === 1 ? [x.rows] : [x.rows, outputs], raw(x)),
    apply: (x) => applyStages(stages, x, [x.rows, stages.forest.roots.length / outputs, outputs]),
  };
}

/** Every loss of regression has the identity as its link: the answer is the raw score. */
export function loadGradientBoostingRegressor(object: DescribedObject, context: LoadContext): Estimator {
  const stages = readStages(object, 1);
  const { featureCount } = stages.forest;
  const initial = readInitialScore(object, context, 1, featureCount, undefined);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount, source: 'estimators_' }),
    predict: (x) => createTensor('float64', [x.rows], rawScores(stages, initial, x)),
    apply: (x) => applyStages(stages, x, [x.rows, stages.forest.roots.length]),
  };
}

/** estimators_ (stages, outputs): regression trees whose values are scaled by the learning rate. */
function readStages(object: DescribedObject, outputs: number): PackedForest {
  const estimators = object.state.get('estimators_');
  const isMatrix =
    typeof estimators === 'object' &&
    estimators !== null &&
    'kind' in estimators &&
    estimators.kind === 'array' &&
    estimators.shape.length === 2;
  if (!isMatrix || estimators.shape[1] !== outputs)
    throw badAttribute(object, 'estimators_', `want trees in the shape [stages, ${outputs}]`);
  const trees = readTrees(object);
  const { outputs: treeOutputs, classes } = trees[0]!;
  if (treeOutputs !== 1 || classes !== 1) throw badAttribute(object, 'estimators_', 'want regression trees');
  const rate = readNumber(object, 'learning_rate');
  return packForest(trees, {
    width: 1,
    groups: outputs,
    isShared: false,
    writeLeaf(tree, node, row) {
      row[0] = rate * trees[tree]!.values[node]!;
    },
  });
}

function rawScores(stages: PackedForest, initial: InitialScore, x: Features): Float64Array {
  if (initial.kind === 'constant') return sumLeaves(stages, x, initial.values);
  const dense = toDense(x);
  // The original rounds to float32 before it asks the initial estimator, too.
  const rounded = createDense(dense.rows, dense.columns, Float64Array.from(toFloat32(dense)));
  const raw = initial.score(rounded);
  addLeavesTo(stages, rounded, raw);
  return raw;
}

function applyStages(stages: PackedForest, x: Features, shape: readonly number[]) {
  return createTensor('float64', shape, Float64Array.from(findLeafNodes(stages, x)));
}
