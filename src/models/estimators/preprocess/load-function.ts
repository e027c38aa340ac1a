import type { Described, DescribedObject } from '../../formats/described.ts';
import { needsPython } from '../../formats/model-file-error.ts';
import { createTransformer } from '../create-transformer.ts';
import type { Estimator } from '../estimator.ts';
import { toDense, toNumeric } from '../features.ts';
import { describe, isObject, readBoolean, toNumberArray } from '../read-attributes.ts';
import { readInputContract } from '../read-input-contract.ts';
import { UNARY_FUNCTIONS } from './numpy-functions.ts';

/** FunctionTransformer: a numpy or scipy.special function by its name, or none. Any other function needs Python. */
export function loadFunctionTransformer(object: DescribedObject): Estimator {
  const isStrict = readBoolean(object, 'validate', false);
  const input = readInputContract(object, {
    kind: isStrict ? 'number' : 'table',
    allowsNaN: !isStrict,
    allowsInfinity: !isStrict,
  });
  const call = readFunctionOf(object, 'func', 'kw_args');
  return createTransformer({
    name: object.name,
    input: call === undefined || isStrict ? input : { ...input, kind: 'number' },
    outputCount: input.featureCount,
    nameOutputs: (names) => (object.state.get('feature_names_out') === 'one-to-one' ? names : undefined),
    transform(features) {
      if (call === undefined) return isStrict ? toNumeric(features) : features;
      const x = toDense(features);
      const data = new Float64Array(x.data.length);
      for (let i = 0; i < data.length; i++) data[i] = call(x.data[i]!);
      return { ...x, data };
    },
  });
}

/** A function attribute as a function of one number; undefined for None. Throws NEEDS_PYTHON for what is not known here. */
export function readFunctionOf(
  object: DescribedObject,
  attribute: string,
  optionsName: string,
): ((x: number) => number) | undefined {
  const value = object.state.get(attribute) ?? null;
  if (value === null) return undefined;
  const name = functionName(value);
  const options = readOptions(object, optionsName);
  if (name === 'clip') {
    const [least, most] = [options.get('a_min') ?? options.get('min'), options.get('a_max') ?? options.get('max')];
    const [low, high] = [least ?? Number.NEGATIVE_INFINITY, most ?? Number.POSITIVE_INFINITY];
    return (x) => Math.min(high, Math.max(low, x));
  }
  const decimals = options.get('decimals');
  if ((name === 'round' || name === 'round_') && options.size === 1 && Number.isInteger(decimals)) {
    return roundTo(decimals!);
  }
  if (name !== undefined && Object.hasOwn(UNARY_FUNCTIONS, name) && options.size === 0) return UNARY_FUNCTIONS[name];
  const what = name ?? describe(value);
  const how = options.size > 0 ? ` with ${[...options.keys()].join(', ')}` : '';
  throw needsPython(
    'NEEDS_PYTHON',
    `${object.name}.${attribute} is ${what}${how}, which is no function that runs natively`,
  );
}

/** numpy.round: scales by a power of ten, rounds half to even, scales back. */
function roundTo(decimals: number): (x: number) => number {
  const scale = 10 ** Math.abs(decimals);
  const rint = UNARY_FUNCTIONS.rint!;
  return decimals >= 0 ? (x) => rint(x * scale) / scale : (x) => rint(x / scale) * scale;
}

/** `numpy.log1p` as a global, or numpy's own form `_ufunc_reconstruct('numpy', 'log1p')`. */
function functionName(value: Described): string | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (value.kind === 'global') return /^(numpy|scipy)(\.|$)/.test(value.module) ? value.name : undefined;
  if (isObject(value) && value.name === '_ufunc_reconstruct' && typeof value.args[1] === 'string') return value.args[1];
  return undefined;
}

/** Keyword arguments as numbers; undefined (no limit) for None. */
function readOptions(object: DescribedObject, name: string): ReadonlyMap<string, number | undefined> {
  const options = new Map<string, number | undefined>();
  const value = object.state.get(name) ?? null;
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'dict') return options;
  for (const [key, option] of value.entries) options.set(String(key), toNumberArray(option)?.data[0]);
  return options;
}
