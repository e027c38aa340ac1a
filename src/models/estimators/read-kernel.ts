import type { DescribedObject } from '../formats/described.ts';
import { needsPython } from '../formats/model-file-error.ts';
import type { KernelFunction, KernelName } from '../kernels/kernel-functions.ts';
import { badAttribute, hasAttribute, readNumber } from './read-attributes.ts';

const NAMES: Readonly<Record<string, KernelName>> = {
  additive_chi2: 'additive_chi2',
  chi2: 'chi2',
  cosine: 'cosine',
  laplacian: 'laplacian',
  linear: 'linear',
  poly: 'poly',
  polynomial: 'poly',
  rbf: 'rbf',
  sigmoid: 'sigmoid',
};

/** What a kernel takes where its parameter is None: gamma 1 / features (1 for chi2), degree 3, coef0 1. */
export function readPairwiseKernel(object: DescribedObject, featureCount: number): KernelFunction | 'precomputed' {
  return readNamedKernel(object, 'kernel', featureCount);
}

/** The same where the attribute has another name. */
export function readNamedKernel(
  object: DescribedObject,
  attribute: string,
  featureCount: number,
): KernelFunction | 'precomputed' {
  const value = object.state.get(attribute) ?? null;
  if (value === 'precomputed') return value;
  if (typeof value !== 'string') {
    throw needsPython('UNSUPPORTED_MODEL', `${object.name}.${attribute} is a function`);
  }
  const name = Object.hasOwn(NAMES, value) ? NAMES[value] : undefined;
  if (name === undefined) throw badAttribute(object, attribute, `is ${value}, which does not run natively`);
  const gammaName = hasAttribute(object, 'gamma_') ? 'gamma_' : 'gamma';
  return {
    name,
    gamma: hasAttribute(object, gammaName) ? readNumber(object, gammaName) : name === 'chi2' ? 1 : 1 / featureCount,
    coef0: hasAttribute(object, 'coef0') ? readNumber(object, 'coef0') : 1,
    degree: hasAttribute(object, 'degree') ? readNumber(object, 'degree') : 3,
  };
}
