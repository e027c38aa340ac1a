import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../base/errors.ts';
import { listShape } from './list-shape.ts';
import { listToTensor } from './list-to-tensor.ts';
import { validateJson } from './skip-value.ts';

const json = (text: string) => validateJson(new TextEncoder().encode(text));

// What numpy 1.26 answers for np.array(json.loads(text)).
const CASES: [text: string, dtype: string, shape: number[], data: unknown[]][] = [
  ['[true,false]', 'bool', [2], [1, 0]],
  ['[true,1]', 'int64', [2], [1n, 1n]],
  ['[true,1.5]', 'float64', [2], [1, 1.5]],
  ['[true,9223372036854775808]', 'uint64', [2], [1n, 9223372036854775808n]],
  ['[[1,"a"]]', 'string', [1, 2], ['1', 'a']],
  ['[1.5,true,"x"]', 'string', [3], ['1.5', 'True', 'x']],
  [
    '[1.0,"a",1e16,1e-7,1e22,-0.0,1e400,NaN]',
    'string',
    [8],
    ['1.0', 'a', '1e+16', '1e-07', '1e+22', '-0.0', 'inf', 'nan'],
  ],
  ['[123456789.123456789,"x",100000.0,0.0001]', 'string', [4], ['123456789.12345679', 'x', '100000.0', '0.0001']],
  ['[9223372036854775808,"a"]', 'string', [2], ['9223372036854775808', 'a']],
  ['["世界"]', 'string', [1], ['世界']],
  ['[1,null]', 'json', [2], [1, null]],
  ['[{"a":1},2]', 'json', [2], [{ a: 1 }, 2]],
  ['[18446744073709551616,1.5]', 'json', [2], [18446744073709551616n, 1.5]],
  ['5', 'int64', [], [5n]],
  ['1.5', 'float64', [], [1.5]],
  ['"text"', 'string', [], ['text']],
  ['null', 'json', [], [null]],
  ['true', 'bool', [], [1]],
  ['[[]]', 'float64', [1, 0], []],
];

test('listToTensor follows the rules of numpy', () => {
  for (const [text, dtype, shape, data] of CASES) {
    const tensor = listToTensor(json(text));
    assert.deepEqual([tensor.dtype, tensor.shape, Array.from<unknown>(tensor.data)], [dtype, shape, data], text);
    assert.deepEqual(listShape(json(text)), shape, text);
  }
});

test('ragged lists are refused and the place is named', () => {
  const cases: [string, RegExp][] = [
    ['[["a","b"],["c"]]', /data\.ndarray\[1\] is a list of 1 element, but data\.ndarray\[0\] is a list of 2 elements/],
    ['[[1,2],3]', /data\.ndarray\[1\] is a single value, but data\.ndarray\[0\] is a list of 2 elements/],
    ['["a",[1]]', /data\.ndarray\[1\] is a list, but data\.ndarray\[0\] is a single value/],
    [
      '[[["a"]],[["b","c"]]]',
      /data\.ndarray\[1\]\[0\] is a list of 2 elements, but data\.ndarray\[0\]\[0\] is a list of 1 element/,
    ],
    ['[[],[null]]', /data\.ndarray\[1\]/],
    ['[[],null]', /data\.ndarray\[1\] is a single value/],
    [`${'['.repeat(40)}"a"${']'.repeat(40)}`, /more than 32 dimensions/],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => listShape(json(text), 'data.ndarray'),
      (error) => error instanceof RadiantError && message.test(error.message),
      text,
    );
    assert.throws(() => listToTensor(json(text)), RadiantError, text);
  }
});
