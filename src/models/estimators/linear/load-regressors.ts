import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { createScorer } from '../../kernels/linear-scores.ts';
import type { Estimator, LoadContext } from '../estimator.ts';
import { toNumeric } from '../features.ts';
import { badAttribute, hasAttribute, readNumber, readNumbers, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readWeights } from './read-weights.ts';

/** Every regressor whose answer is x coef_^T + intercept_. coef_ of shape (features,) answers (rows,), else (rows, outputs). */
export function loadLinearRegression(object: DescribedObject): Estimator {
  return createRegression(object, undefined);
}

/** Generalised linear models: the inverse link is exp, but for a Tweedie power of 0 or less the identity. */
export function loadGeneralizedLinear(object: DescribedObject): Estimator {
  const isTweedie = object.name === 'TweedieRegressor';
  const link = isTweedie ? readText(object, 'link', 'auto') : 'log';
  const isIdentity = link === 'identity' || (link === 'auto' && readNumber(object, 'power') <= 0);
  return createRegression(object, isIdentity ? undefined : Math.exp);
}

function createRegression(object: DescribedObject, inverseLink: ((x: number) => number) | undefined): Estimator {
  const { weights, bias, outputs, features, isFlat } = readWeights(object);
  const scorer = createScorer(weights, bias);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: features, source: 'coef_' }),
    predict(x) {
      const scores = scorer(toNumeric(x));
      return createTensor(
        'float64',
        isFlat ? [x.rows] : [x.rows, outputs],
        inverseLink === undefined ? scores : scores.map(inverseLink),
      );
    },
  };
}

/** RANSAC answers with the estimator that it fitted on the inliers (`estimator_`). */
export function loadRansac(object: DescribedObject, context: LoadContext): Estimator {
  const inner = context.load(object.state.get('estimator_'), 'estimator_');
  if (inner.predict === undefined) throw badAttribute(object, 'estimator_', `${inner.name} has no predict`);
  return { name: object.name, input: inner.input, predict: (x) => inner.predict!(x) };
}

/** SGDOneClassSVM: inlier (1) where x coef_ - offset_ >= 0, else -1. score_samples leaves the offset out. */
export function loadSgdOneClass(object: DescribedObject): Estimator {
  const coef = readNumbers(object, 'coef_', { dimensions: [1, 2] });
  const features = coef.data.length;
  const offset = readNumbers(object, hasAttribute(object, 'offset_') ? 'offset_' : 'intercept_').data[0]!;
  const scorer = createScorer(coef.data, new Float64Array(1));
  const score = (x: Parameters<typeof toNumeric>[0]): Float64Array => scorer(toNumeric(x));
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: features, source: 'coef_' }),
    decisionFunction: (x) =>
      createTensor(
        'float64',
        [x.rows],
        score(x).map((s) => s - offset),
      ),
    scoreSamples: (x) => createTensor('float64', [x.rows], score(x)),
    predict: (x) =>
      createTensor(
        'int64',
        [x.rows],
        BigInt64Array.from(score(x), (s) => (s - offset >= 0 ? 1n : -1n)),
      ),
  };
}
