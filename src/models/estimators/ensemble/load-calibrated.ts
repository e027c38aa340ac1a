import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { argmaxRows, expit, softmaxRows, sumInPairs } from '../../kernels/probabilities.ts';
import type { Estimator, Labels, LoadContext } from '../estimator.ts';
import { createDense, type Features } from '../features.ts';
import { badAttribute, hasAttribute, isObject, readItems, readNumber, readText } from '../read-attributes.ts';
import { readLabels, takeLabels } from '../read-labels.ts';
import { numbersOf, positionsOf, positiveColumn, sharedContract, singleOutput } from './read-members.ts';

/** One fold: a classifier and what turns its scores into probabilities. */
interface Fold {
  readonly estimator: Estimator;
  /** Gives (rows, classes). */
  probabilities(features: Features): Float64Array;
}

type Calibrator = (scores: Float64Array) => Float64Array;

/** CalibratedClassifierCV: the mean of the folds' calibrated probabilities. */
export function loadCalibrated(object: DescribedObject, context: LoadContext): Estimator {
  const labels = readLabels(object, 'classes_');
  const classes = labels.data.length;
  const folds = readItems(object, 'calibrated_classifiers_').map((item, i) => {
    const path = `calibrated_classifiers_[${i}]`;
    if (!isObject(item)) throw badAttribute(object, path, 'want a calibrated classifier');
    return readFold(item, path, labels, context);
  });
  if (folds.length === 0) throw badAttribute(object, 'calibrated_classifiers_', 'is empty');
  const probabilities = (x: Features): Float64Array => {
    const sums = new Float64Array(x.rows * classes);
    for (const fold of folds) {
      const values = fold.probabilities(x);
      for (let i = 0; i < sums.length; i++) sums[i]! += values[i]!;
    }
    for (let i = 0; i < sums.length; i++) sums[i]! /= folds.length;
    return sums;
  };
  const members = folds.map(({ estimator }) => estimator);
  return {
    name: object.name,
    input: sharedContract(object, members, 'calibrated_classifiers_'),
    classes: [labels],
    predict: (x) => takeLabels(labels, argmaxRows(probabilities(x), x.rows, classes)),
    predictProba: (x) => createTensor('float64', [x.rows, classes], probabilities(x)),
  };
}

/** Attributes were renamed: base_estimator -> estimator (1.2), calibrators_ -> calibrators (0.24). */
function readFold(fold: DescribedObject, path: string, labels: Labels, context: LoadContext): Fold {
  const name = hasAttribute(fold, 'estimator') ? 'estimator' : 'base_estimator';
  const estimator = context.load(fold.state.get(name), `${path}.${name}`);
  const scores = scoresOf(fold, name, estimator);
  const classes = labels.data.length;
  const calibrators = hasAttribute(fold, 'calibrators') ? 'calibrators' : 'calibrators_';
  const items = readItems(fold, calibrators);
  if (readText(fold, 'method', 'sigmoid') === 'temperature') {
    const scaling = items[0];
    if (!isObject(scaling)) throw badAttribute(fold, calibrators, 'want the temperature scaling');
    const beta = readNumber(scaling, 'beta_');
    const isProbability = estimator.decisionFunction === undefined;
    return { estimator, probabilities: (x) => temperature(scores(x), x.rows, classes, beta, isProbability) };
  }
  const read = items.map((item, i) => readCalibrator(fold, item, `${path}.${calibrators}[${i}]`, context));
  const own = estimator.classes?.[0];
  const targets = own === undefined ? [] : positionsOf(own, labels);
  const isGood = targets.length >= read.length && targets.every((target) => target >= 0) && read.length >= 1;
  if (!isGood) throw badAttribute(fold, calibrators, `has ${read.length} calibrators for ${targets.length} classes`);
  return { estimator, probabilities: (x) => calibrate(scores(x), x.rows, read, targets, classes) };
}

/** decision_function where there is one, else predict_proba (of two classes only the second's). */
function scoresOf(fold: DescribedObject, name: string, estimator: Estimator): (x: Features) => Float64Array {
  const { decisionFunction, predictProba } = estimator;
  if (decisionFunction !== undefined) return (x) => numbersOf(decisionFunction(x));
  if (predictProba === undefined)
    throw badAttribute(fold, name, `${estimator.name} has neither decision_function nor predict_proba`);
  const isBinary = (estimator.classes?.[0]?.data.length ?? 0) <= 2;
  return (x) => {
    const answer: Tensor = singleOutput(predictProba(x));
    return isBinary ? positiveColumn(answer) : numbersOf(answer);
  };
}

function readCalibrator(fold: DescribedObject, item: unknown, path: string, context: LoadContext): Calibrator {
  const object = item as DescribedObject;
  if (isObject(object) && object.state.has('a_')) {
    const [a, b] = [readNumber(object, 'a_'), readNumber(object, 'b_')];
    return (scores) => scores.map((score) => expit(-(a * score + b)));
  }
  const regressor = context.load(item, path);
  const { predict } = regressor;
  if (predict === undefined) throw badAttribute(fold, 'calibrators', `${regressor.name} has no predict`);
  return (scores) => numbersOf(predict(createDense(scores.length, 1, scores)));
}

function calibrate(
  scores: Float64Array,
  rows: number,
  calibrators: readonly Calibrator[],
  targets: readonly number[],
  classes: number,
): Float64Array {
  const columns = calibrators.length;
  const out = new Float64Array(rows * classes);
  for (let k = 0; k < columns; k++) {
    const column = columns === 1 ? scores : Float64Array.from({ length: rows }, (_, row) => scores[row * columns + k]!);
    const values = calibrators[k]!(column);
    const target = classes === 2 ? targets[k]! + 1 : targets[k]!;
    if (target >= classes) continue;
    for (let row = 0; row < rows; row++) out[row * classes + target] = values[row]!;
  }
  for (let row = 0; row < rows; row++) normalizeRow(out, row * classes, classes);
  return out;
}

function normalizeRow(out: Float64Array, from: number, classes: number): void {
  if (classes === 2) {
    out[from] = 1 - out[from + 1]!;
  } else {
    const total = sumInPairs(out, from, classes);
    for (let c = 0; c < classes; c++) out[from + c] = total === 0 ? 1 / classes : out[from + c]! / total;
  }
  for (let c = 0; c < classes; c++) if (out[from + c]! > 1 && out[from + c]! <= 1 + 1e-5) out[from + c] = 1;
}

const LOGIT_SLACK = 1e-12;

/** softmax(beta * logits): probabilities become logits by their logarithm, a binary score x the pair (-x, x). */
function temperature(
  scores: Float64Array,
  rows: number,
  classes: number,
  beta: number,
  isProbability: boolean,
): Float64Array {
  const logits = new Float64Array(rows * classes);
  if (scores.length === rows) {
    for (let row = 0; row < rows; row++) {
      const score = scores[row]!;
      logits[row * 2] = isProbability ? 1 - score : -score;
      logits[row * 2 + 1] = score;
    }
  } else {
    logits.set(scores);
  }
  if (isProbability) for (let i = 0; i < logits.length; i++) logits[i] = Math.log(logits[i]! + LOGIT_SLACK);
  return softmaxRows(
    logits.map((logit) => logit * beta),
    classes,
  );
}
