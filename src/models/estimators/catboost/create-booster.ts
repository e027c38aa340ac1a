import { createTensor, type Tensor } from '../../../payload/index.ts';
import type { CatboostModel } from '../../formats/catboost/catboost-model.ts';
import { createModelFileError } from '../../formats/model-file-error.ts';
import { sumObliviousTrees } from '../../kernels/oblivious-trees.ts';
import { argmaxRows, expit, softmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator, Labels } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { takeLabels } from '../read-labels.ts';

/** Losses whose answer is the exponential of the raw score, as CatBoostRegressor.predict gives it. */
const EXPONENTIAL: ReadonlySet<string> = new Set(['Poisson', 'Tweedie']);
const SEVERAL_LABELS: ReadonlySet<string> = new Set(['MultiLogloss', 'MultiCrossEntropy']);

/** Makes an estimator that answers as CatBoostClassifier and CatBoostRegressor do. */
export function createBooster(model: CatboostModel): Estimator {
  const raw = (x: Features): Float64Array => sumObliviousTrees(model, toDense(x).data, x.rows);
  const shaped = (x: Features, values: Float64Array): Tensor =>
    createTensor('float64', model.outputs === 1 ? [x.rows] : [x.rows, model.outputs], values);
  const base = {
    input: {
      kind: 'number',
      featureCount: model.featureCount,
      featureNames: namesOf(model),
      allowsNaN: true,
      allowsInfinity: true,
    },
    ...(model.version === undefined ? {} : { writtenBy: `CatBoost ${model.version}` }),
    decisionFunction: (x: Features) => shaped(x, raw(x)),
  } as const;
  const labels = labelsOf(model);
  if (labels !== undefined) return { name: 'CatBoostClassifier', ...base, ...createAnswers(model, labels, raw) };
  const isExponential = EXPONENTIAL.has(model.loss);
  return {
    name: 'CatBoostRegressor',
    ...base,
    predict: (x) => {
      const values = raw(x);
      if (isExponential) for (let i = 0; i < values.length; i++) values[i] = Math.exp(values[i]!);
      return shaped(x, values);
    },
  };
}

function createAnswers(model: CatboostModel, labels: Labels, raw: (x: Features) => Float64Array) {
  const { outputs, loss } = model;
  const count = labels.data.length;
  if (outputs === 1 ? count !== 2 : count !== outputs) {
    throw createModelFileError('MALFORMED_MODEL', `class_names: has ${count} classes for ${outputs} outputs`);
  }
  const probabilities = (x: Features): Float64Array => {
    const scores = raw(x);
    if (outputs === 1) return bothClasses(scores);
    return loss === 'MultiClassOneVsAll' ? scores.map(expit) : softmaxRows(scores, outputs);
  };
  return {
    classes: [labels],
    predict: (x: Features): Tensor => {
      const scores = raw(x);
      const chosen =
        outputs === 1 ? Int32Array.from(scores, (score) => Number(score > 0)) : argmaxRows(scores, x.rows, count);
      return takeLabels(labels, chosen);
    },
    predictProba: (x: Features): Tensor => createTensor('float64', [x.rows, count], probabilities(x)),
  };
}

/** The library computes the first class's probability from the negated score, and the other as what is left of 1. */
function bothClasses(scores: Float64Array): Float64Array {
  const both = new Float64Array(scores.length * 2);
  for (let i = 0; i < scores.length; i++) {
    const positive = expit(scores[i]!);
    both[i * 2] = 1 - positive;
    both[i * 2 + 1] = positive;
  }
  return both;
}

function labelsOf({ classes, classType, loss }: CatboostModel): Labels | undefined {
  if (classes === undefined) return undefined;
  if (SEVERAL_LABELS.has(loss)) {
    throw createModelFileError(
      'UNSUPPORTED_MODEL',
      `this CatBoost model of the loss ${loss} does not run natively: it gives several labels a row`,
    );
  }
  const count = classes.length;
  if (classType === 'Integer')
    return createTensor(
      'int64',
      [count],
      BigInt64Array.from(classes, (label) => toInteger(label)),
    );
  if (classType === 'Float') return createTensor('float64', [count], Float64Array.from(classes, Number));
  return createTensor('string', [count], classes.map(String));
}

function toInteger(label: string | number): bigint {
  if (Number.isSafeInteger(Number(label))) return BigInt(label);
  throw createModelFileError('MALFORMED_MODEL', 'class_names: want whole numbers');
}

/** Features without a name are called by their number: that is no contract. */
function namesOf({ featureNames }: CatboostModel): readonly string[] | undefined {
  return featureNames.every((name, i) => name === '' || name === String(i)) ? undefined : featureNames;
}
