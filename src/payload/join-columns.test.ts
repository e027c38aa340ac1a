import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinColumns } from './join-columns.ts';
import type { NamedTensor } from './payload.ts';
import { createTensor, type Tensor } from './tensor.ts';

const column = (tensor: Tensor): NamedTensor => ({ name: 'x', tensor });
const floats = column(createTensor('float64', [2], Float64Array.of(0.5, 2)));
const longs = column(createTensor('int64', [2], BigInt64Array.of(1n, 2n ** 60n)));
const shorts = column(createTensor('int16', [2, 1], Int16Array.of(-3, 4)));
const bytes = column(createTensor('uint8', [2], Uint8Array.of(5, 6)));
const texts = column(createTensor('string', [2], ['a', 'b']));
const truths = column(createTensor('bool', [2], Uint8Array.of(1, 0)));
const binary = column(createTensor('bytes', [2], [Uint8Array.of(0xff), Uint8Array.of(1)]));

const CASES = [
  {
    name: 'columns of one dtype keep it',
    given: [shorts, shorts],
    expect: createTensor('int16', [2, 2], Int16Array.of(-3, -3, 4, 4)),
  },
  {
    name: 'unlike integers get the integer type that holds both',
    given: [shorts, bytes],
    expect: createTensor('int16', [2, 2], Int16Array.of(-3, 5, 4, 6)),
  },
  {
    name: 'integers beside floats become floats',
    given: [floats, shorts],
    expect: createTensor('float64', [2, 2], Float64Array.of(0.5, -3, 2, 4)),
  },
  {
    name: 'int64 keeps every digit beside smaller integers',
    given: [longs, bytes],
    expect: createTensor('int64', [2, 2], BigInt64Array.of(1n, 5n, 2n ** 60n, 6n)),
  },
  {
    name: 'texts beside numbers keep their own types',
    given: [texts, longs, truths],
    expect: createTensor('json', [2, 3], ['a', 1, true, 'b', 2n ** 60n, false]),
  },
  {
    name: 'columns of unlike lengths are no table',
    given: [floats, column(createTensor('float64', [1], Float64Array.of(1)))],
    expect: undefined,
  },
  {
    name: 'matrices are no columns',
    given: [floats, column(createTensor('float64', [2, 2], new Float64Array(4)))],
    expect: undefined,
  },
  { name: 'bytes that are no text stand in no table with others', given: [binary, texts], expect: undefined },
  { name: 'nothing is no table', given: [], expect: undefined },
] as const;

for (const { name, given, expect } of CASES) {
  test(name, () => assert.deepEqual(joinColumns(given), expect));
}
