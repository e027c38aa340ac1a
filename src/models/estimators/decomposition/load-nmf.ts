import type { DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { gramMatrix } from '../../kernels/cholesky.ts';
import {
  betaError,
  descendCoordinates,
  type FactorizeRules,
  type MultiplicativeProblem,
  startWeights,
  updateMultiplicatively,
} from '../../kernels/factorize.ts';
import { linearScores } from '../../kernels/linear-scores.ts';
import type { Estimator } from '../estimator.ts';
import { createDense, type DenseMatrix, type Features, toDense, toNumeric } from '../features.ts';
import { numberedNames } from '../numbered-names.ts';
import { badAttribute, hasAttribute, readInteger, readNumber, readText } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { readComponents } from './read-components.ts';

/** Most steps of a solver for one request. */
const MAX_ITERATIONS = 1_000_000;

/** NMF: weights of the components by the solver that it was fitted with. */
export function loadNmf(object: DescribedObject): Estimator {
  const components = readComponents(object);
  const rules: FactorizeRules = {
    ...readRegularization(object, components.columns),
    tolerance: readNumber(object, 'tol'),
    maxIterations: readInteger(object, 'max_iter', 0, MAX_ITERATIONS),
  };
  const solver = readText(object, 'solver', 'cd');
  if (solver === 'cd' && object.state.get('shuffle') === true) {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}.shuffle: the solver takes coordinates in random order`);
  }
  if (solver === 'mu') {
    const beta = readBeta(object);
    return createFactorizer(object, components, (x) => solveMultiplicatively(x, components, beta, rules));
  }
  if (solver !== 'cd') throw badAttribute(object, 'solver', `is ${solver}, want cd or mu`);
  const gram = gramMatrix(components.data, components.rows, components.columns);
  const zero = new Float64Array(components.rows);
  return createFactorizer(object, components, (x) => {
    const products = linearScores(toNumeric(x), components.data, zero);
    return descendCoordinates(products, gram, x.rows, components.rows, rules);
  });
}

/** MiniBatchNMF: multiplicative updates until the weights hardly move. */
export function loadMiniBatchNmf(object: DescribedObject): Estimator {
  const components = readComponents(object);
  const limit = hasAttribute(object, 'transform_max_iter') ? 'transform_max_iter' : 'max_iter';
  const rules: FactorizeRules = {
    ...readRegularization(object, components.columns),
    tolerance: readNumber(object, 'tol'),
    maxIterations: readInteger(object, limit, 0, MAX_ITERATIONS),
  };
  const beta = readBeta(object);
  return createFactorizer(object, components, (x) => {
    const problem = problemOf(x, components, beta);
    const w = startWeights(problem);
    for (let i = 0; i < rules.maxIterations; i++) {
      const before = w.slice();
      updateMultiplicatively(problem, w, rules);
      if (rules.tolerance > 0 && relativeChange(before, w) <= rules.tolerance) break;
    }
    return w;
  });
}

function createFactorizer(
  object: DescribedObject,
  components: DenseMatrix,
  solve: (x: Features) => Float64Array,
): Estimator {
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: components.columns, source: 'components_' }),
    outputNames: numberedNames(object.name, components.rows),
    transform: (x) => createDense(x.rows, components.rows, solve(x) as Float64Array<ArrayBuffer>),
  };
}

function problemOf(x: Features, components: DenseMatrix, beta: number): MultiplicativeProblem {
  const { data, rows, columns } = toDense(x);
  return { x: data, rows, width: columns, h: components.data, k: components.rows, beta };
}

function solveMultiplicatively(
  x: Features,
  components: DenseMatrix,
  beta: number,
  rules: FactorizeRules,
): Float64Array {
  const problem = problemOf(x, components, beta);
  const w = startWeights(problem);
  const first = betaError(problem, w);
  let previous = first;
  for (let i = 1; i <= rules.maxIterations; i++) {
    updateMultiplicatively(problem, w, rules);
    if (beta < 1) for (let at = 0; at < w.length; at++) if (w[at]! < Number.EPSILON) w[at] = 0;
    if (rules.tolerance <= 0 || i % 10 !== 0) continue;
    const error = betaError(problem, w);
    if ((previous - error) / first < rules.tolerance) break;
    previous = error;
  }
  return w;
}

function relativeChange(before: Float64Array, after: Float64Array): number {
  let change = 0;
  let length = 0;
  for (let i = 0; i < after.length; i++) {
    change += (after[i]! - before[i]!) ** 2;
    length += after[i]! ** 2;
  }
  return Math.sqrt(change) / Math.sqrt(length);
}

function readBeta(object: DescribedObject): number {
  const value = object.state.get('beta_loss');
  if (value === undefined || value === 'frobenius') return 2;
  if (value === 'kullback-leibler') return 1;
  return value === 'itakura-saito' ? 0 : readNumber(object, 'beta_loss');
}

/** alpha_W counts for each feature (from 1.0 on); before, alpha as it is where `regularization` covers the transformation. */
function readRegularization(object: DescribedObject, width: number): Pick<FactorizeRules, 'l1' | 'l2'> {
  const ratio = hasAttribute(object, 'l1_ratio') ? readNumber(object, 'l1_ratio') : 0;
  const alphaW = hasAttribute(object, 'alpha_W') ? readNumber(object, 'alpha_W') : 0;
  const alphaH = object.state.get('alpha_H') ?? 'same';
  let alpha = width * alphaW;
  if (alphaW === 0 && alphaH === 'same') {
    const old = object.state.get('alpha');
    const scope = object.state.get('regularization') ?? 'both';
    const isCovered = scope === 'both' || scope === 'transformation' || scope === 'deprecated';
    alpha = isCovered && typeof old !== 'string' && hasAttribute(object, 'alpha') ? readNumber(object, 'alpha') : 0;
  }
  return { l1: alpha * ratio, l2: alpha * (1 - ratio) };
}
