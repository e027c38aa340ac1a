import { quote } from '../../formats/json/model-json.ts';
import type { LightgbmModel } from '../../formats/lightgbm/lightgbm-model.ts';
import { createModelFileError, malformed } from '../../formats/model-file-error.ts';

/** Turns raw scores (rows, outputs) into the answer, in place. */
export type Transform = (scores: Float64Array, outputs: number) => void;

const elementwise =
  (transform: (score: number) => number): Transform =>
  (scores) => {
    for (let i = 0; i < scores.length; i++) scores[i] = transform(scores[i]!);
  };

const identity: Transform = () => undefined;
const exponential = elementwise(Math.exp);
const sigmoid = (slope: number): Transform => elementwise((score) => 1 / (1 + Math.exp(-slope * score)));

type MakeTransform = (words: readonly string[]) => Transform;

/** Reference: ConvertOutput of LightGBM's objective functions. */
const OBJECTIVES: Readonly<Record<string, MakeTransform>> = {
  binary: (words) => sigmoid(parameterOf(words, 'sigmoid')),
  cross_entropy: () => sigmoid(1),
  cross_entropy_lambda: () => elementwise((score) => Math.log1p(Math.exp(score))),
  custom: () => identity,
  fair: () => identity,
  gamma: () => exponential,
  huber: () => identity,
  lambdarank: () => identity,
  mape: () => identity,
  multiclass: () => softmax,
  multiclassova: (words) => sigmoid(parameterOf(words, 'sigmoid')),
  none: () => identity,
  poisson: () => exponential,
  quantile: () => identity,
  rank_xendcg: () => identity,
  regression: squareOf,
  regression_l1: () => identity,
  tweedie: () => exponential,
  xentlambda: () => elementwise((score) => Math.log1p(Math.exp(score))),
  xentropy: () => sigmoid(1),
};

/** The transformation of a model's objective; none was saved where the user trained with a function of their own. */
export function transformOf(model: LightgbmModel): Transform {
  const [name = 'custom'] = model.objective;
  if (!Object.hasOwn(OBJECTIVES, name)) {
    throw createModelFileError('UNSUPPORTED_MODEL', `the objective ${quote(name)} is none that LightGBM has`);
  }
  return OBJECTIVES[name]!(model.objective);
}

/** `sigmoid:2.5` among the words; 1 when it is not there. */
function parameterOf(words: readonly string[], name: string): number {
  const word = words.find((candidate) => candidate.startsWith(`${name}:`));
  if (word === undefined) return 1;
  const value = Number(word.slice(name.length + 1));
  if (value > 0 && Number.isFinite(value)) return value;
  throw malformed(`the objective's ${name} is ${quote(word)}, want a number above 0`);
}

/** Trained on square roots: the square with the score's sign. */
function squareOf(words: readonly string[]): Transform {
  return words.includes('sqrt') ? elementwise((score) => Math.sign(score) * score * score) : identity;
}

function softmax(scores: Float64Array, outputs: number): void {
  for (let from = 0; from < scores.length; from += outputs) {
    let max = scores[from]!;
    for (let k = 1; k < outputs; k++) max = Math.max(max, scores[from + k]!);
    let sum = 0;
    for (let k = 0; k < outputs; k++) {
      scores[from + k] = Math.exp(scores[from + k]! - max);
      sum += scores[from + k]!;
    }
    for (let k = 0; k < outputs; k++) scores[from + k]! /= sum;
  }
}
