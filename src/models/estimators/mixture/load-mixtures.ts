import { createTensor } from '../../../payload/index.ts';
import type { DescribedObject } from '../../formats/described.ts';
import { digamma } from '../../kernels/digamma.ts';
import { type CovarianceType, logDeterminants, type Mixture, mixtureScores } from '../../kernels/gaussian-mixture.ts';
import { expInPlace, logSumExp, normalizeLogRows } from '../../kernels/log-sum-exp.ts';
import { argmaxRows } from '../../kernels/probabilities.ts';
import type { Estimator } from '../estimator.ts';
import { type Features, toDense } from '../features.ts';
import { badAttribute, itemsOf, readNumbers, readText, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';

/** GaussianMixture: log weights and log densities of its components. */
export function loadGaussianMixture(object: DescribedObject): Estimator {
  const parts = readComponents(object);
  const weights = readNumbers(object, 'weights_', { shape: [parts.components] }).data;
  return createMixture(object, { ...parts, base: addDensityConstants(parts, weights.map(Math.log)) });
}

/** BayesianGaussianMixture: expected log weights and log determinants instead, out of the variational posterior. */
export function loadBayesianMixture(object: DescribedObject): Estimator {
  const parts = readComponents(object);
  const { components, width } = parts;
  const degrees = readPerComponent(object, 'degrees_of_freedom_', components);
  const precisions = readPerComponent(object, 'mean_precision_', components);
  const base = addDensityConstants(parts, readLogWeights(object, components));
  for (let k = 0; k < components; k++) {
    let logLambda = width * Math.log(2);
    for (let i = 0; i < width; i++) logLambda += digamma(0.5 * (degrees[k]! - i));
    base[k]! += 0.5 * (logLambda - width / precisions[k]!) - 0.5 * width * Math.log(degrees[k]!);
  }
  return createMixture(object, { ...parts, base });
}

function createMixture(object: DescribedObject, mixture: Mixture): Estimator {
  const { components, width } = mixture;
  const scores = (x: Features): Float64Array => mixtureScores(toDense(x).data, x.rows, mixture);
  return {
    name: object.name,
    input: readInputContract(object, { featureCount: width, source: 'means_' }),
    predict: (x) =>
      createTensor(
        'int64',
        [x.rows],
        BigInt64Array.from(argmaxRows(scores(x), x.rows, components), (k) => BigInt(k)),
      ),
    predictProba: (x) =>
      createTensor('float64', [x.rows, components], expInPlace(normalizeLogRows(scores(x), components))),
    scoreSamples(x) {
      const values = scores(x);
      const totals = new Float64Array(x.rows);
      for (let row = 0; row < x.rows; row++) totals[row] = logSumExp(values, row * components, components);
      return createTensor('float64', [x.rows], totals);
    },
  };
}

type Components = Omit<Mixture, 'base'>;

function readComponents(object: DescribedObject): Components {
  const type = readText(object, 'covariance_type');
  const means = readNumbers(object, 'means_', { dimensions: [2], isFinite: true });
  const [components, width] = means.shape as [number, number];
  const shapes: Readonly<Record<CovarianceType, readonly number[]>> = {
    diag: [components, width],
    full: [components, width, width],
    spherical: [components],
    tied: [width, width],
  };
  if (!Object.hasOwn(shapes, type)) throw badAttribute(object, 'covariance_type', `is ${type}`);
  const shape = shapes[type as CovarianceType];
  const factors = readNumbers(object, 'precisions_cholesky_', { shape, isFinite: true }).data;
  return { type: type as CovarianceType, components, width, means: means.data, factors };
}

function addDensityConstants(parts: Components, logWeights: Float64Array): Float64Array {
  const determinants = logDeterminants(parts);
  return logWeights.map((weight, k) => weight + determinants[k]! - 0.5 * parts.width * Math.log(2 * Math.PI));
}

/** weight_concentration_: a pair of arrays (a stick-breaking process) or one (a Dirichlet distribution). */
function readLogWeights(object: DescribedObject, components: number): Float64Array {
  if (readText(object, 'weight_concentration_prior_type') !== 'dirichlet_process') {
    const alpha = readNumbers(object, 'weight_concentration_', { shape: [components] }).data;
    const total = digamma(alpha.reduce((a, b) => a + b, 0));
    return alpha.map((value) => digamma(value) - total);
  }
  const [a, b] = (itemsOf(object.state.get('weight_concentration_')) ?? []).map((item) => toNumberArray(item)?.data);
  if (a?.length !== components || b?.length !== components) {
    throw badAttribute(object, 'weight_concentration_', `want two arrays of ${components} numbers`);
  }
  let rest = 0;
  return a.map((value, k) => {
    const total = digamma(value + b[k]!);
    const logWeight = digamma(value) - total + rest;
    rest += digamma(b[k]!) - total;
    return logWeight;
  });
}

/** One number for each component, or one for all. */
function readPerComponent(object: DescribedObject, name: string, components: number): Float64Array {
  const { data } = readNumbers(object, name, { dimensions: [0, 1] });
  if (data.length === components) return data;
  if (data.length !== 1) throw badAttribute(object, name, `has ${data.length} values for ${components} components`);
  return new Float64Array(components).fill(data[0]!);
}
