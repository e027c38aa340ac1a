import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Described, DescribedObject } from '../../formats/described.ts';
import type { Features, Table } from '../features.ts';
import { toTensor } from '../features.ts';
import { loadEstimator } from '../load-estimator.ts';
import { ESTIMATORS } from '../registry.ts';

function describeObject(name: string, state: Readonly<Record<string, Described>>): DescribedObject {
  return {
    kind: 'object',
    module: 'sklearn',
    name,
    args: [],
    state: new Map(Object.entries({ _sklearn_version: '1.7.2', ...state })),
    rawState: undefined,
    items: [],
    entries: new Map(),
  };
}

const list = (...items: Described[]): Described => ({ kind: 'list', items });
const tuple = (...items: Described[]): Described => ({ kind: 'tuple', items });
const load = (object: DescribedObject) => loadEstimator(object, ESTIMATORS);
const scaler = (...means: number[]): DescribedObject =>
  describeObject('StandardScaler', {
    mean_: list(...means),
    scale_: list(...means.map(() => 2)),
    n_features_in_: means.length,
  });
const steps = (...parts: Described[]): Described => list(...parts.map((part, i) => tuple(`s${i}`, part)));

const columns = describeObject('ColumnTransformer', {
  transformers_: list(tuple('n', scaler(1, 10), list('age', 'size')), tuple('rest', 'passthrough', list(1))),
  feature_names_in_: list('age', 'flag', 'size'),
  n_features_in_: 3,
});
const table = (given: Readonly<Record<string, readonly number[]>>): Table => ({
  kind: 'table',
  rows: 1,
  columns: Object.entries(given).map(([name, values]) => ({ name, values: Float64Array.from(values) })),
});
const WANT = [1, 5, 7];

const LAYOUTS: Readonly<Record<string, Features>> = {
  'in the fitted order': table({ age: [3], flag: [7], size: [20] }),
  'in another order and with a column more': table({ more: [0], size: [20], flag: [7], age: [3] }),
  'without names, by position': { kind: 'dense', rows: 1, columns: 3, data: Float64Array.of(3, 7, 20) },
  'as a table without names': {
    ...table({ age: [3], flag: [7], size: [20] }),
    columns: [3, 7, 20].map((n) => ({ name: undefined, values: [n] })),
  },
};

for (const [name, features] of Object.entries(LAYOUTS)) {
  test(`a column transformer takes columns ${name}`, () => {
    const model = load(columns);
    assert.deepEqual(Array.from(toTensor(model.transform!(features)).data as Float64Array), WANT);
  });
}

test('a column transformer names its outputs and its inputs', () => {
  const model = load(columns);
  assert.deepEqual(model.outputNames, ['n__age', 'n__size', 'rest__flag']);
  assert.deepEqual(model.input.featureNames, ['age', 'flag', 'size']);
  assert.equal(model.input.kind, 'table');
});

test('a column that is missing is named', () => {
  const model = load(columns);
  assert.throws(() => model.transform!(table({ age: [1], flag: [2] })), {
    reason: 'MISSING_COLUMN',
    message: /column size/,
  });
});

test('NaN that an inner step does not take is refused', () => {
  const normalizer = describeObject('Normalizer', { n_features_in_: 1 });
  const model = load(describeObject('Pipeline', { steps: steps(scaler(1), normalizer) }));
  assert.equal(model.input.allowsNaN, true);
  const features: Features = { kind: 'dense', rows: 1, columns: 1, data: Float64Array.of(Number.NaN) };
  assert.throws(() => model.transform!(features), { reason: 'BAD_VALUE', message: /Normalizer.*NaN/ });
});

test('a pipeline has the methods of its last step only', () => {
  const model = load(describeObject('Pipeline', { steps: steps(scaler(1, 2), 'passthrough') }));
  assert.equal(typeof model.transform, 'function');
  assert.equal(model.predict, undefined);
  const ended = load(
    describeObject('Pipeline', { steps: steps(scaler(1), describeObject('Ridge', { coef_: list(1), intercept_: 0 })) }),
  );
  assert.equal(ended.transform, undefined);
  assert.equal(typeof ended.predict, 'function');
});

const numbers = (...values: number[]): Described => list(...values);
const REFUSED: readonly { name: string; object: DescribedObject; message: RegExp }[] = [
  {
    name: 'steps of unlike widths',
    object: describeObject('Pipeline', { steps: steps(scaler(1, 2), scaler(1)) }),
    message: /2 features.*1/,
  },
  { name: 'no steps', object: describeObject('Pipeline', { steps: list() }), message: /Pipeline\.steps/ },
  {
    name: 'scale_ of another length',
    object: describeObject('StandardScaler', { mean_: numbers(1, 2), scale_: numbers(1) }),
    message: /scale_/,
  },
  {
    name: 'a mean_ that is text',
    object: describeObject('StandardScaler', { mean_: list('a'), scale_: numbers(1) }),
    message: /mean_/,
  },
  {
    name: 'a huge polynomial',
    object: describeObject('PolynomialFeatures', { degree: 900, n_features_in_: 900 }),
    message: /degree/,
  },
  {
    name: 'a degree that is no number',
    object: describeObject('PolynomialFeatures', { degree: 'x', n_features_in_: 2 }),
    message: /degree/,
  },
  {
    name: 'a dropped category outside',
    object: describeObject('OneHotEncoder', { categories_: list(list('a', 'b')), drop_idx_: list(5) }),
    message: /drop_idx_/,
  },
  {
    name: 'a column outside',
    object: describeObject('ColumnTransformer', {
      transformers_: list(tuple('a', 'passthrough', list(9))),
      n_features_in_: 2,
    }),
    message: /transformers_\[a\]/,
  },
  {
    name: 'bins that go back',
    object: describeObject('KBinsDiscretizer', { bin_edges_: list(numbers(3, 1)), encode: 'ordinal' }),
    message: /bin_edges_/,
  },
  {
    name: 'terms of the same column',
    object: describeObject('CountVectorizer', {
      vocabulary_: {
        kind: 'dict',
        entries: new Map([
          ['a', 0],
          ['b', 0],
        ]),
      },
      ngram_range: tuple(1, 1),
    }),
    message: /vocabulary_/,
  },
  {
    name: 'a huge n-gram range',
    object: describeObject('CountVectorizer', {
      vocabulary_: { kind: 'dict', entries: new Map([['a', 0]]) },
      ngram_range: tuple(1, 1e9),
    }),
    message: /ngram_range/,
  },
  {
    name: 'an indicator outside',
    object: describeObject('MissingIndicator', { features_: numbers(7), n_features_in_: 2 }),
    message: /features_/,
  },
];

for (const { name, object, message } of REFUSED) {
  test(`a file with ${name} is refused`, () => {
    assert.throws(() => load(object), message);
  });
}

test('functions and code need Python', () => {
  const own: Described = { kind: 'global', module: 'numpy', name: 'clip' };
  const unknown: Described = { kind: 'global', module: 'sklearn.utils', name: 'check_array' };
  assert.equal(typeof load(describeObject('FunctionTransformer', { func: own })).transform, 'function');
  assert.throws(() => load(describeObject('FunctionTransformer', { func: unknown })), { reason: 'NEEDS_PYTHON' });
});
