import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { createScorer } from '../../kernels/linear-scores.ts';
import { argmaxRows, expit, logOf, softmaxRows, sumInPairs } from '../../kernels/probabilities.ts';
import type { Estimator } from '../estimator.ts';
import { type Features, toNumeric } from '../features.ts';
import { badAttribute } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { readWeights } from './read-weights.ts';

/** How probabilities come out of scores; `none` where the estimator has no predict_proba. */
export type Probability = 'none' | 'one-versus-rest' | 'softmax' | 'modified-huber';

/** A linear classifier's scores, labels and probabilities. Binary: one row of coef_, label 1 where the score is above 0. */
export function createLinearClassifier(object: DescribedObject, probability: Probability): Estimator {
  const { weights, bias, outputs, features } = readWeights(object);
  const labels = readLabels(object, 'classes_');
  const classCount = labels.data.length;
  if (outputs !== (classCount <= 2 ? 1 : classCount)) {
    throw badAttribute(object, 'coef_', `has ${outputs} rows for ${classCount} classes`);
  }
  const scorer = createScorer(weights, bias);
  const score = (x: Features): Float64Array => scorer(toNumeric(x));
  const base: Estimator = {
    name: object.name,
    input: readInputContract(object, { featureCount: features, source: 'coef_' }),
    classes: [labels],
    predict(x) {
      const scores = score(x);
      return takeLabels(labels, outputs === 1 ? aboveZero(scores) : argmaxRows(scores, x.rows, outputs));
    },
    decisionFunction: (x) => createTensor('float64', outputs === 1 ? [x.rows] : [x.rows, outputs], score(x)),
  };
  if (probability === 'none') return base;
  const probabilities = (x: Features): Float64Array => toProbabilities(score(x), outputs, probability);
  const shaped = (x: Features, values: Float64Array): Tensor => createTensor('float64', [x.rows, classCount], values);
  return {
    ...base,
    predictProba: (x) => shaped(x, probabilities(x)),
    predictLogProba: (x) => shaped(x, logOf(probabilities(x))),
  };
}

/** 1 where a score is above 0, else 0. */
function aboveZero(scores: Float64Array): Int32Array {
  const indices = new Int32Array(scores.length);
  for (let row = 0; row < scores.length; row++) indices[row] = scores[row]! > 0 ? 1 : 0;
  return indices;
}

function toProbabilities(scores: Float64Array, outputs: number, kind: Probability): Float64Array {
  if (outputs === 1) return binaryProbabilities(scores, kind);
  if (kind === 'softmax') return softmaxRows(scores, outputs);
  const values = kind === 'modified-huber' ? scores.map(huber) : scores.map(expit);
  for (let from = 0; from < values.length; from += outputs) {
    const total = sumInPairs(values, from, outputs);
    for (let c = 0; c < outputs; c++) values[from + c] = total === 0 ? 1 / outputs : values[from + c]! / total;
  }
  return values;
}

function binaryProbabilities(scores: Float64Array, kind: Probability): Float64Array {
  const values = new Float64Array(scores.length * 2);
  for (let row = 0; row < scores.length; row++) values[row * 2 + 1] = scores[row]!;
  if (kind === 'softmax') {
    for (let row = 0; row < scores.length; row++) values[row * 2] = -scores[row]!;
    return softmaxRows(values, 2);
  }
  const toProbability = kind === 'modified-huber' ? huber : expit;
  for (let row = 0; row < scores.length; row++) {
    const positive = toProbability(scores[row]!);
    values[row * 2] = 1 - positive;
    values[row * 2 + 1] = positive;
  }
  return values;
}

/** (clip(score, -1, 1) + 1) / 2. Source: Zhang, "Statistical behavior ... of large margin classification" (JMLR 2002). */
function huber(score: number): number {
  return (Math.min(1, Math.max(-1, score)) + 1) / 2;
}
