import type { Described, DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import type { Covariance } from '../../kernels/covariance-functions.ts';
import { badAttribute, describe, isObject, readNumber, readNumbers } from '../read-attributes.ts';
import { readNamedKernel } from '../read-kernel.ts';

/** Sums and products of kernels in each other. */
const MAX_DEPTH = 100;

/** A kernel object of sklearn.gaussian_process.kernels, for rows of `width` features. */
export function readCovariance(owner: DescribedObject, name: string, width: number): Covariance {
  return toCovariance(owner, name, owner.state.get(name) ?? null, width, 0);
}

function toCovariance(
  owner: DescribedObject,
  name: string,
  value: Described,
  width: number,
  depth: number,
): Covariance {
  if (!isObject(value)) throw badAttribute(owner, name, `want a kernel, but it is ${describe(value)}`);
  if (depth > MAX_DEPTH) throw badAttribute(owner, name, `kernels are nested deeper than ${MAX_DEPTH}`);
  const inner = (part: string): Covariance =>
    toCovariance(owner, `${name}.${part}`, value.state.get(part) ?? null, width, depth + 1);
  switch (value.name) {
    case 'Sum':
      return { kind: 'sum', left: inner('k1'), right: inner('k2') };
    case 'Product':
      return { kind: 'product', left: inner('k1'), right: inner('k2') };
    case 'Exponentiation':
      return { kind: 'power', inner: inner('kernel'), exponent: readNumber(value, 'exponent') };
    case 'ConstantKernel':
      return { kind: 'constant', value: readNumber(value, 'constant_value') };
    case 'WhiteKernel':
      return { kind: 'white', noise: readNumber(value, 'noise_level') };
    case 'DotProduct':
      return { kind: 'dot', sigma: readNumber(value, 'sigma_0') };
    case 'RBF':
      return { kind: 'rbf', scales: readScales(value, width) };
    case 'Matern':
      return { kind: 'matern', scales: readScales(value, width), nu: readNu(value) };
    case 'RationalQuadratic':
      return { kind: 'rational', scale: readNumber(value, 'length_scale'), alpha: readNumber(value, 'alpha') };
    case 'ExpSineSquared':
      return { kind: 'periodic', scale: readNumber(value, 'length_scale'), period: readNumber(value, 'periodicity') };
    case 'PairwiseKernel':
      return { kind: 'pairwise', kernel: readPairwise(value, width) };
    default:
      throw needsPython('UNSUPPORTED_MODEL', `${owner.name}.${name}: kernel ${value.name} does not run natively`);
  }
}

/** The Bessel function of larger orders overflows, and no fit uses them. */
function readNu(kernel: DescribedObject): number {
  const nu = readNumber(kernel, 'nu');
  if (!(nu > 0 && (nu <= 50 || nu === Number.POSITIVE_INFINITY))) throw badAttribute(kernel, 'nu', `is ${nu}`);
  return nu;
}

/** One length scale for all features, or one for each. */
function readScales(kernel: DescribedObject, width: number): Float64Array {
  const { data } = readNumbers(kernel, 'length_scale', { dimensions: [0, 1] });
  if (data.length === width) return data;
  if (data.length !== 1) throw badAttribute(kernel, 'length_scale', `has ${data.length} values for ${width} features`);
  return new Float64Array(width).fill(data[0]!);
}

function readPairwise(kernel: DescribedObject, width: number) {
  const given = kernel.state.get('pairwise_kernels_kwargs') ?? null;
  if (given !== null) {
    throw needsPython('UNSUPPORTED_MODEL', 'PairwiseKernel.pairwise_kernels_kwargs do not run natively');
  }
  const found = readNamedKernel(kernel, 'metric', width);
  if (found === 'precomputed') throw badAttribute(kernel, 'metric', 'is precomputed');
  return found;
}
