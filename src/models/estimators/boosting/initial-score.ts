import type { DescribedObject } from '../../formats/described.ts';
import { createModelFileError } from '../../formats/model-file-error.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { createDense, type DenseMatrix } from '../features.ts';
import { badAttribute, isObject, readNumber, readNumbers } from '../read-attributes.ts';

/** Raw scores that the trees' values are added to: the same for every row, or an estimator's answer. */
export type InitialScore =
  | { readonly kind: 'constant'; readonly values: Float64Array }
  | { readonly kind: 'estimator'; score(x: DenseMatrix): Float64Array };

/** Brings one row of an estimator's probabilities to raw scores; undefined for regressors, whose predict is the score. */
export type ToRaw = ((probabilities: Float64Array) => Float64Array) | undefined;

/**
 * Reads `init_` of a gradient boosting: "zero", a dummy (the prior, mean or quantile), one of the small estimators of
 * scikit-learn 0.20, or any estimator that the user gave. `outputs` raw scores a row.
 */
export function readInitialScore(
  object: DescribedObject,
  context: LoadContext,
  outputs: number,
  featureCount: number,
  toRaw: ToRaw,
): InitialScore {
  const init = object.state.get('init_');
  if (init === 'zero') return { kind: 'constant', values: new Float64Array(outputs) };
  if (!isObject(init)) throw badAttribute(object, 'init_', 'want an estimator or "zero"');
  const known = init.module.startsWith('sklearn.ensemble.') ? constantOf020(init, outputs) : undefined;
  if (known !== undefined) return { kind: 'constant', values: checkLength(object, known, outputs) };
  const estimator = context.load(init, 'init_');
  const score = (x: DenseMatrix): Float64Array => scoreByEstimator(object, estimator, x, outputs, toRaw);
  const isConstant = init.name === 'DummyClassifier' || init.name === 'DummyRegressor';
  return isConstant ? { kind: 'constant', values: score(createDense(1, featureCount)) } : { kind: 'estimator', score };
}

function scoreByEstimator(
  object: DescribedObject,
  estimator: Estimator,
  x: DenseMatrix,
  outputs: number,
  toRaw: ToRaw,
): Float64Array {
  if (toRaw === undefined) {
    if (estimator.predict === undefined) throw badAttribute(object, 'init_', `${estimator.name} has no predict`);
    const predicted = estimator.predict(x);
    return checkLength(object, Float64Array.from(predicted.data as ArrayLike<number>, Number), x.rows);
  }
  if (estimator.predictProba === undefined)
    throw badAttribute(object, 'init_', `${estimator.name} has no predict_proba`);
  const probabilities = estimator.predictProba(x);
  const classes = outputs === 1 ? 2 : outputs;
  if (!('data' in probabilities) || probabilities.data.length !== x.rows * classes)
    throw badAttribute(object, 'init_', `want the probabilities of ${classes} classes`);
  const data = probabilities.data as Float64Array;
  const raw = new Float64Array(x.rows * outputs);
  for (let row = 0; row < x.rows; row++) {
    raw.set(toRaw(data.subarray(row * classes, (row + 1) * classes)), row * outputs);
  }
  return raw;
}

/** The estimators that scikit-learn 0.20 started from; their predict gives raw scores. */
function constantOf020(init: DescribedObject, outputs: number): Float64Array | undefined {
  switch (init.name) {
    case 'LogOddsEstimator':
    case 'ScaledLogOddsEstimator':
      return Float64Array.of(readNumber(init, 'prior'));
    case 'MeanEstimator':
      return Float64Array.of(readNumber(init, 'mean'));
    case 'PriorProbabilityEstimator':
      return readNumbers(init, 'priors', { dimensions: [1], isFinite: true }).data;
    case 'QuantileEstimator':
      return Float64Array.of(readNumber(init, 'quantile'));
    case 'ZeroEstimator':
      return new Float64Array(outputs);
    default:
      return undefined;
  }
}

function checkLength(object: DescribedObject, values: Float64Array, wanted: number): Float64Array {
  if (values.length === wanted) return values;
  throw createModelFileError('MALFORMED_MODEL', `${object.name}.init_: gives ${values.length} scores, want ${wanted}`);
}
