import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputContract } from '../../models/index.ts';
import { createTensor, type JsonValue, type Payload } from '../../payload/index.ts';
import { toFeatures } from './to-features.ts';

const PLAIN: InputContract = {
  kind: 'number',
  featureCount: 2,
  featureNames: undefined,
  allowsNaN: false,
  allowsInfinity: false,
};
const NAMED: InputContract = { ...PLAIN, featureNames: ['a', 'b'] };
const TABLE: InputContract = { ...NAMED, kind: 'table', allowsNaN: true, allowsInfinity: true };
const TEXT: InputContract = { ...PLAIN, kind: 'text', featureCount: undefined };

const list = (text: string): Payload => ({ kind: 'list', json: { utf8: Buffer.from(text), lenient: true } });
const numbers = (shape: number[], ...values: number[]): Payload => ({
  kind: 'tensor',
  tensor: createTensor('float64', shape, Float64Array.from(values)),
});

const TAKEN: readonly {
  name: string;
  contract: InputContract;
  payload: Payload;
  names?: JsonValue;
  expect: unknown;
}[] = [
  {
    name: 'numbers by position',
    contract: PLAIN,
    payload: numbers([1, 2], 1, 2),
    names: ['x', 'y'],
    expect: { kind: 'dense', rows: 1, columns: 2, data: Float64Array.of(1, 2) },
  },
  {
    name: 'integers and truth values as numbers',
    contract: PLAIN,
    payload: list('[[1, true], [2, false]]'),
    expect: { kind: 'dense', rows: 2, columns: 2, data: Float64Array.of(1, 1, 2, 0) },
  },
  {
    name: 'named columns in any order',
    contract: NAMED,
    payload: numbers([2, 2], 1, 2, 3, 4),
    names: ['b', 'a'],
    expect: { kind: 'dense', rows: 2, columns: 2, data: Float64Array.of(2, 1, 4, 3) },
  },
  {
    name: 'names that Seldon makes up as none',
    contract: NAMED,
    payload: numbers([1, 2], 1, 2),
    names: ['t:0', 't:1'],
    expect: { kind: 'dense', rows: 1, columns: 2, data: Float64Array.of(1, 2) },
  },
  {
    name: 'null as a missing number where the model takes one',
    contract: { ...PLAIN, allowsNaN: true },
    payload: list('[[1, null]]'),
    expect: { kind: 'dense', rows: 1, columns: 2, data: Float64Array.of(1, Number.NaN) },
  },
  {
    name: 'a table with columns of unlike types',
    contract: TABLE,
    payload: list('[["x", 1], [null, null]]'),
    names: ['b', 'a'],
    expect: {
      kind: 'table',
      rows: 2,
      columns: [
        { name: 'a', values: Float64Array.of(1, Number.NaN) },
        { name: 'b', values: ['x', null] },
      ],
    },
  },
  {
    name: 'columns beside its own, where the model does not look at them',
    contract: { ...NAMED, ignoresOthers: true },
    payload: numbers([1, 3], 1, 2, 3),
    names: ['b', 'x', 'a'],
    expect: { kind: 'dense', rows: 1, columns: 2, data: Float64Array.of(3, 1) },
  },
  {
    name: 'texts in a list',
    contract: TEXT,
    payload: list('["one", "two"]'),
    expect: { kind: 'texts', rows: 2, values: ['one', 'two'] },
  },
  {
    name: 'texts in a column',
    contract: TEXT,
    payload: list('[["one"], ["two"]]'),
    expect: { kind: 'texts', rows: 2, values: ['one', 'two'] },
  },
  {
    name: 'a single text',
    contract: TEXT,
    payload: { kind: 'string', value: 'one' },
    expect: { kind: 'texts', rows: 1, values: ['one'] },
  },
];

for (const { name, contract, payload, names = [], expect } of TAKEN) {
  test(`toFeatures takes ${name}`, () => assert.deepEqual(toFeatures({ payload, names }, contract), expect));
}

test('toFeatures does not copy a request of doubles', () => {
  const payload = numbers([1, 2], 1, 2);
  const features = toFeatures({ payload, names: [] }, PLAIN);
  assert.ok(features.kind === 'dense' && payload.kind === 'tensor' && features.data === payload.tensor.data);
});

const REFUSED: readonly { contract?: InputContract; payload: Payload; names?: JsonValue; says: RegExp }[] = [
  { payload: numbers([1, 3], 1, 2, 3), says: /^feature count is 3, the model was fitted with 2$/ },
  { payload: numbers([2], 1, 2), says: /one row without brackets: send a list of rows/ },
  { payload: numbers([1, 1, 2], 1, 2), says: /2 dimensions\), but the data has 3/ },
  { payload: numbers([0, 2]), says: /no rows/ },
  { payload: list('[]'), says: /brackets|no rows/ },
  { payload: list('[[1, 2], [3]]'), says: /row 1 has 1 values, but row 0 has 2/ },
  { payload: list('[[1, 2], 3]'), says: /row 1 has no values/ },
  { payload: list('[[1, 2], [3, "x"]]'), says: /row 1, column 1: the model wants a number, but text was given/ },
  { payload: list('[[1, [2]]]'), says: /single values/ },
  { payload: list('[[1, 2], [null, 4]]'), says: /row 1, column 0: the value is missing/ },
  { payload: numbers([1, 2], 1, Number.NEGATIVE_INFINITY), says: /row 0, column 1: the value is infinite/ },
  { contract: NAMED, payload: numbers([1, 2], 1, Number.NaN), says: /row 0, column "b": the value is missing/ },
  { contract: NAMED, payload: numbers([1, 2], 1, 2), names: ['a', 'c'], says: /missing "b"; not known "c"/ },
  { contract: NAMED, payload: numbers([1, 3], 1, 2, 3), names: ['a', 'b', 'c'], says: /not known "c"; it was fitted/ },
  { contract: NAMED, payload: numbers([1, 3], 1, 2, 3), names: ['a', 'b', 'a'], says: /given twice "a"/ },
  { contract: NAMED, payload: numbers([1, 2], 1, 2), names: ['a'], says: /names has 1 entries, .* 2 columns/ },
  { contract: NAMED, payload: numbers([1, 2], 1, 2), names: ['a', 5], says: /names must be a list of texts/ },
  { contract: TABLE, payload: list('["x", 1]'), says: /one row without brackets/ },
  { contract: { ...TABLE, allowsNaN: false }, payload: list('[["x", null]]'), says: /row 0, column "b": .* missing/ },
  {
    payload: {
      kind: 'tensors',
      tensors: [
        { name: 'a', tensor: createTensor('float64', [1], Float64Array.of(1)) },
        { name: 'b', tensor: createTensor('float64', [2], Float64Array.of(1, 2)) },
      ],
    },
    says: /wants one table: .* but they are a \[1\], b \[2\]$/,
  },
  { contract: TEXT, payload: list('[["a", "b"]]'), says: /feature count is 2, .* one text a row/ },
  { contract: TEXT, payload: list('["a", 5]'), says: /row 1: the model wants a text, but a number was given/ },
  { contract: TEXT, payload: { kind: 'bytes', value: new Uint8Array(1) }, says: /but bytes was given/ },
];

for (const { contract = PLAIN, payload, names = [], says } of REFUSED) {
  test(`toFeatures refuses with ${says}`, () => {
    assert.throws(() => toFeatures({ payload, names }, contract), { code: 'INVALID_ARGUMENT', message: says });
  });
}
