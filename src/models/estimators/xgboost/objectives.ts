import { createTensor, type Tensor } from '../../../payload/index.ts';
import { quote } from '../../formats/json/model-json.ts';
import { createModelFileError } from '../../formats/model-file-error.ts';
import { logitFloat32, sigmoidFloat32, softmaxFloat32, softplusFloat32 } from '../../kernels/float32-links.ts';
import { expf, logf } from '../../kernels/libm-float32.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';

/** What an objective does with margins (rows, outputs): the library's plain predict. Everything in float32. */
export interface Objective {
  /** Gives the answer; may overwrite the margins. */
  readonly answer: (margins: Float32Array, rows: number, outputs: number) => Tensor;
  /** Brings base scores, one per output, into the space of margins. */
  readonly toMargins: (baseScores: Float32Array) => Float32Array;
}

export function shapeOf(rows: number, outputs: number): readonly number[] {
  return outputs === 1 ? [rows] : [rows, outputs];
}

const elementwise =
  (transform: (margin: number) => number): Objective['answer'] =>
  (margins, rows, outputs) => {
    for (let i = 0; i < margins.length; i++) margins[i] = transform(margins[i]!);
    return createTensor('float32', shapeOf(rows, outputs), margins);
  };

const same = (scores: Float32Array): Float32Array => scores;
const each =
  (link: (score: number) => number): Objective['toMargins'] =>
  (scores) =>
    scores.map(link);

const IDENTITY: Objective = {
  answer: (margins, rows, outputs) => createTensor('float32', shapeOf(rows, outputs), margins),
  toMargins: same,
};
const LOGISTIC: Objective = { answer: elementwise(sigmoidFloat32), toMargins: each(logitFloat32) };
const EXPONENTIAL: Objective = { answer: elementwise(expf), toMargins: each(logf) };

/** Reference: XGBoost's objective functions, PredTransform and ProbToMargin of each. */
export const OBJECTIVES: Readonly<Record<string, Objective>> = {
  'binary:hinge': { answer: elementwise((margin) => (margin > 0 ? 1 : 0)), toMargins: same },
  'binary:logistic': LOGISTIC,
  'binary:logitraw': IDENTITY,
  'count:poisson': EXPONENTIAL,
  'multi:softmax': {
    answer: (margins, rows, outputs) =>
      createTensor('float32', [rows], Float32Array.from(argmaxRows(margins, rows, outputs))),
    toMargins: same,
  },
  'multi:softprob': {
    answer: (margins, rows, outputs) => createTensor('float32', [rows, outputs], softmaxFloat32(margins, outputs)),
    toMargins: same,
  },
  'rank:map': IDENTITY,
  'rank:ndcg': IDENTITY,
  'rank:pairwise': IDENTITY,
  'reg:absoluteerror': IDENTITY,
  'reg:expectileerror': { answer: ascending, toMargins: ascendingMargins },
  'reg:gamma': EXPONENTIAL,
  'reg:linear': IDENTITY,
  'reg:logistic': LOGISTIC,
  'reg:pseudohubererror': IDENTITY,
  'reg:quantileerror': IDENTITY,
  'reg:squarederror': IDENTITY,
  'reg:squaredlogerror': IDENTITY,
  'reg:tweedie': EXPONENTIAL,
  'survival:aft': EXPONENTIAL,
  'survival:cox': EXPONENTIAL,
};

export function objectiveOf(name: string): Objective {
  if (Object.hasOwn(OBJECTIVES, name)) return OBJECTIVES[name]!;
  throw createModelFileError(
    'UNSUPPORTED_MODEL',
    `learner.objective.name: the objective ${quote(name)} is none that XGBoost has`,
  );
}

/** Keeps two expectiles apart. */
const LEAST_STEP = 1e-6;

/** Several expectiles never cross: the first margin, then what the softplus of each next one adds. */
function ascending(margins: Float32Array, rows: number, outputs: number): Tensor {
  for (let at = 0; at < margins.length; at += outputs) {
    for (let k = 1; k < outputs; k++) {
      margins[at + k] = margins[at + k - 1]! + Math.fround(softplusFloat32(margins[at + k]!) + LEAST_STEP);
    }
  }
  return createTensor('float32', shapeOf(rows, outputs), margins);
}

/** The inverse: log(e^d - 1) of the differences. */
function ascendingMargins(scores: Float32Array): Float32Array {
  const { fround } = Math;
  return scores.map((score, k) => {
    if (k === 0) return score;
    const step = fround(fround(score - scores[k - 1]!) - fround(LEAST_STEP));
    return logf(fround(Math.expm1(step)));
  });
}
