import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { argmaxRows, logOf, softmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator, InputContract, LoadContext } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { isBefore } from '../load-estimator.ts';
import { badAttribute, hasAttribute, readInteger, readNumbers, readText } from '../read-attributes.ts';
import { MAX_FEATURES, readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { addDoubleLeavesTo } from '../trees/score-forest.ts';
import { encodeColumns, readColumnEncoding } from './encode-columns.ts';
import { binaryProbabilities } from './gradient-losses.ts';
import { packPredictors } from './pack-predictors.ts';

/** Two classes: one raw score, label 1 above 0. More: one raw score a class, the greatest wins. */
export function loadHistGradientBoostingClassifier(object: DescribedObject, context: LoadContext): Estimator {
  const labels = readLabels(object, 'classes_');
  const classCount = labels.data.length;
  const outputs = classCount <= 2 ? 1 : classCount;
  const { input, rawScores } = readTrees(object, outputs);
  const probabilities = (x: Features): Float64Array => {
    const raw = rawScores(x);
    return outputs === 1 ? binaryProbabilities(raw, 1) : softmaxRows(raw, outputs);
  };
  // Up to 1.4 the label came from the probabilities, where a score just above 0 is a tie.
  const isOld = isBefore(context.version, [1, 5]);
  const shaped = (x: Features, values: Float64Array) => createTensor('float64', [x.rows, classCount], values);
  return {
    name: object.name,
    input,
    classes: [labels],
    predict(x) {
      if (isOld) return takeLabels(labels, argmaxRows(probabilities(x), x.rows, Math.max(2, outputs)));
      const raw = rawScores(x);
      const isBinary = outputs === 1;
      const chosen = isBinary ? Int32Array.from(raw, (s) => (s > 0 ? 1 : 0)) : argmaxRows(raw, x.rows, outputs);
      return takeLabels(labels, chosen);
    },
    predictProba: (x) => shaped(x, probabilities(x)),
    predictLogProba: (x) => shaped(x, logOf(probabilities(x))),
    decisionFunction: (x) => createTensor('float64', outputs === 1 ? [x.rows] : [x.rows, outputs], rawScores(x)),
  };
}

/** Losses whose raw score is the logarithm of the answer. */
const LOG_LINK = ['gamma', 'poisson'];

export function loadHistGradientBoostingRegressor(object: DescribedObject): Estimator {
  const { input, rawScores } = readTrees(object, 1);
  const isLog = LOG_LINK.includes(readText(object, 'loss'));
  return {
    name: object.name,
    input,
    predict(x) {
      const raw = rawScores(x);
      return createTensor('float64', [x.rows], isLog ? raw.map(Math.exp) : raw);
    },
  };
}

interface HistTrees {
  readonly input: InputContract;
  /** (rows, outputs): the baseline and the trees' values, added in order. */
  rawScores(x: Features): Float64Array;
}

function readTrees(object: DescribedObject, outputs: number): HistTrees {
  const encoding = readColumnEncoding(object);
  const featureCount = readFeatureCount(object);
  if (encoding !== undefined && encoding.sources.length !== featureCount)
    throw badAttribute(object, 'is_categorical_', `has ${encoding.sources.length} features of ${featureCount}`);
  const forest = packPredictors(object, outputs, featureCount);
  // (outputs, 1) up to 1.0, (1, outputs) later, and a number for one output of 0.24.
  const baseline = readNumbers(object, '_baseline_prediction', { isFinite: true }).data;
  if (baseline.length !== outputs)
    throw badAttribute(object, '_baseline_prediction', `has ${baseline.length} values for ${outputs} outputs`);
  const input = readInputContract(object, {
    kind: encoding?.hasTexts === true ? 'table' : 'number',
    featureCount,
    allowsNaN: true,
    allowsInfinity: true,
  });
  return {
    input,
    rawScores(x) {
      const dense = encoding === undefined ? toDense(x) : encodeColumns(x, encoding, input.featureNames);
      const raw = new Float64Array(dense.rows * outputs);
      for (let i = 0; i < raw.length; i++) raw[i] = baseline[i % outputs]!;
      addDoubleLeavesTo(forest, dense, raw);
      return raw;
    },
  };
}

/** n_features_in_, from 0.24 on; before, only private attributes tell. */
function readFeatureCount(object: DescribedObject): number {
  const name = ['n_features_in_', '_n_features', 'n_features_'].find((attribute) => hasAttribute(object, attribute));
  return readInteger(object, name ?? 'n_features_in_', 1, MAX_FEATURES);
}
