import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTensor, type Tensor } from '../tensor.ts';
import { asFloat64, fromNested, rows, toNested } from './index.ts';

const FROM: readonly { readonly name: string; readonly given: unknown; readonly expect: Tensor }[] = [
  { name: 'numbers', given: [[1, 2.5]], expect: createTensor('float64', [1, 2], Float64Array.of(1, 2.5)) },
  { name: 'a single number', given: 3, expect: createTensor('float64', [], Float64Array.of(3)) },
  { name: 'nothing', given: [], expect: createTensor('float64', [0], new Float64Array(0)) },
  { name: 'empty rows', given: [[], []], expect: createTensor('float64', [2, 0], new Float64Array(0)) },
  { name: 'bigints with numbers', given: [1, 2n], expect: createTensor('int64', [2], BigInt64Array.of(1n, 2n)) },
  { name: 'bigints that do not fit', given: [2n ** 63n], expect: createTensor('json', [1], [2n ** 63n]) },
  { name: 'text', given: ['a', 'b'], expect: createTensor('string', [2], ['a', 'b']) },
  { name: 'booleans', given: [[true], [false]], expect: createTensor('bool', [2, 1], Uint8Array.of(1, 0)) },
  { name: 'mixed values', given: [1, 'a', null], expect: createTensor('json', [3], [1, 'a', null]) },
  { name: 'typed rows', given: [Int8Array.of(1, 2)], expect: createTensor('float64', [1, 2], Float64Array.of(1, 2)) },
];

for (const { name, given, expect } of FROM) {
  test(`nested arrays of ${name} become a tensor`, () => assert.deepEqual(fromNested(given), expect));
}

const RAGGED: readonly { readonly given: unknown; readonly says: RegExp }[] = [
  { given: [[1, 2], [1]], says: /ragged: there is a list of 1 at level 2 where the first one has a list of 2/ },
  { given: [[1], 2], says: /a single value at level 2 where the first one has a list of 1/ },
  { given: [1, [2]], says: /a list at level 2 where the first one has a single value/ },
];

for (const { given, says } of RAGGED) {
  test(`ragged lists are refused: ${JSON.stringify(given)}`, () => {
    assert.throws(() => fromNested(given), { code: 'INVALID_ARGUMENT', reason: 'RAGGED', message: says });
  });
}

test('lists in a circle, or nested too deeply, are refused', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  assert.throws(() => fromNested(circle), { reason: 'TOO_DEEP' });
  const late: unknown[] = [1];
  late.push(late);
  assert.throws(() => fromNested(late), { reason: 'RAGGED' });
});

test('long rows that few lists have cost no memory', () => {
  const long = new Array(100_000).fill(0);
  assert.throws(() => fromNested([long, ...new Array(100_000).fill(0)]), { reason: 'RAGGED' });
});

test('a tensor becomes nested arrays of plain values', () => {
  const cases: [Tensor, unknown][] = [
    [
      createTensor('float64', [2, 2], Float64Array.of(1, 2, 3, 4)),
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [createTensor('int64', [2], BigInt64Array.of(1n, 2n ** 60n)), [1, 2n ** 60n]],
    [createTensor('bool', [2], Uint8Array.of(1, 0)), [true, false]],
    [createTensor('string', [], ['a']), 'a'],
    [createTensor('float64', [0, 3], new Float64Array(0)), []],
  ];
  for (const [given, expect] of cases) assert.deepEqual(toNested(given), expect);
});

test('rows are views of the numbers', () => {
  const data = Float64Array.of(1, 2, 3, 4);
  const [first] = rows(createTensor('float64', [2, 2], data));
  data[0] = 9;
  assert.deepEqual(first, Float64Array.of(9, 2));
  const wide = rows(createTensor('float64', [1, 2, 2], data)).map((row) => row.length);
  assert.deepEqual(wide, [4]);
  assert.deepEqual(rows(createTensor('int32', [3], Int32Array.of(1, 2, 3))), [Float64Array.of(1, 2, 3)]);
  assert.deepEqual(rows(createTensor('float64', [0, 2], new Float64Array(0))), []);
});

test('integers of 64 bits become the nearest doubles', () => {
  const values = [0n, 1n, -1n, -(2n ** 32n), 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
  assert.deepEqual(
    asFloat64(createTensor('int64', [7], BigInt64Array.from(values))),
    Float64Array.from(values, Number),
  );
  const unsigned = [2n ** 64n - 1n, 2n ** 63n];
  assert.deepEqual(
    asFloat64(createTensor('uint64', [2], BigUint64Array.from(unsigned))),
    Float64Array.from(unsigned, Number),
  );
});

test('text is no number, and the caller is told so', () => {
  assert.throws(() => rows(createTensor('string', [1], ['a'])), {
    code: 'INVALID_ARGUMENT',
    message: 'numbers are needed, but the data is of type string',
  });
});
