import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../base/errors.ts';
import { createTensor } from '../../payload/index.ts';
import { decodeTensorflow } from './decode.ts';
import type { TensorflowMethod, TensorflowRequest } from './tensorflow-request.ts';

const decode = (method: TensorflowMethod, body: unknown): TensorflowRequest =>
  decodeTensorflow(method, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

const bytes = (text: string): Uint8Array => Buffer.from(text);

const READS = [
  {
    name: 'rows of numbers',
    body: '{"instances": [[1, 2], [3, 4]]}',
    inputs: [{ name: '', tensor: createTensor('int64', [2, 2], BigInt64Array.of(1n, 2n, 3n, 4n)) }],
  },
  {
    name: 'floats written like integers stay floats',
    body: '{"instances": [1.0, 2.0]}',
    inputs: [{ name: '', tensor: createTensor('float64', [2], Float64Array.of(1, 2)) }],
  },
  {
    name: 'texts',
    body: { instances: ['a', 'ü'] },
    inputs: [{ name: '', tensor: createTensor('string', [2], ['a', 'ü']) }],
  },
  {
    name: 'bytes as base64, a text beside them as its UTF-8',
    body: { instances: [{ b64: 'AP8=' }, 'x'] },
    inputs: [{ name: '', tensor: createTensor('bytes', [2], [Uint8Array.of(0, 255), Uint8Array.of(120)]) }],
  },
  {
    name: 'objects as a table with a column a key, floats kept',
    body: '{"instances": [{"a": 1.0, "b": "x"}, {"b": "y", "a": 2.0}]}',
    isTable: true,
    inputs: [
      { name: 'a', tensor: createTensor('float64', [2], Float64Array.of(1, 2)) },
      { name: 'b', tensor: createTensor('string', [2], ['x', 'y']) },
    ],
  },
  {
    name: 'objects of lists as named inputs',
    body: { instances: [{ x: [1.5, 2.5] }, { x: [3.5, 4.5] }] },
    inputs: [{ name: 'x', tensor: createTensor('float64', [2, 2], Float64Array.of(1.5, 2.5, 3.5, 4.5)) }],
  },
  {
    name: 'one column',
    body: { inputs: [[0.5]] },
    form: 'column',
    inputs: [{ name: '', tensor: createTensor('float64', [1, 1], Float64Array.of(0.5)) }],
  },
  {
    name: 'named columns of unlike shapes',
    body: { inputs: { a: [0.5], image: { b64: 'AQ==' } }, signature_name: 'other' },
    form: 'column',
    signatureName: 'other',
    inputs: [
      { name: 'a', tensor: createTensor('float64', [1], Float64Array.of(0.5)) },
      { name: 'image', tensor: createTensor('bytes', [], [Uint8Array.of(1)]) },
    ],
  },
  {
    name: 'the names of our own objects as any other',
    body: '{"inputs": {"__proto__": [true], "utf8": [false]}, "constructor": 1}',
    form: 'column',
    inputs: [
      { name: '__proto__', tensor: createTensor('bool', [1], Uint8Array.of(1)) },
      { name: 'utf8', tensor: createTensor('bool', [1], Uint8Array.of(0)) },
    ],
  },
  {
    name: 'examples with a context that all share',
    method: 'classify',
    body: { examples: [{ a: 1.5 }, { a: [2.5] }].slice(0, 1), context: { c: ['x'], a: 9 } },
    isTable: true,
    inputs: [
      { name: 'a', tensor: createTensor('float64', [1], Float64Array.of(1.5)) },
      { name: 'c', tensor: createTensor('string', [1], ['x']) },
    ],
  },
  {
    name: 'a context of several values once for every example',
    method: 'regress',
    body: { examples: [{ a: 1.5 }, { a: 2.5 }], context: { c: [1, 2] } },
    isTable: true,
    inputs: [
      { name: 'a', tensor: createTensor('float64', [2], Float64Array.of(1.5, 2.5)) },
      { name: 'c', tensor: createTensor('int64', [2, 2], BigInt64Array.of(1n, 2n, 1n, 2n)) },
    ],
  },
] as const;

for (const { name, body, inputs, ...more } of READS) {
  test(`decode reads ${name}`, () => {
    const { method = 'predict', ...expected } = more as Partial<TensorflowRequest> & { method?: TensorflowMethod };
    const request = decode(method, body);
    assert.deepEqual(request, { isTable: false, form: 'row', signatureName: undefined, ...expected, inputs });
  });
}

const REFUSED = [
  { name: 'nothing', body: '', says: /JSON at byte 0/ },
  { name: 'a list', body: [1], says: /must be an object/ },
  { name: 'neither form', body: { data: 1 }, says: /"instances".*"inputs"/ },
  { name: 'both forms', body: { instances: [1], inputs: [1] }, says: /both/ },
  { name: 'instances that are no list', body: { instances: 5 }, says: /instances must be a list/ },
  { name: 'an object in place of instances', body: { instances: { a: 1 } }, says: /instances must be a list/ },
  { name: 'no instance', body: { instances: [] }, says: /instances is empty/ },
  { name: 'no instance, written with blanks', body: '{"instances": [ ]}', says: /instances is empty/ },
  { name: 'no input', body: { inputs: {} }, says: /inputs is empty/ },
  { name: 'a ragged list', body: { instances: [[1, 2], [3]] }, says: /instances: .*\[1\]/ },
  { name: 'a ragged input', body: { inputs: { x: [[1, 2], [3]] } }, says: /inputs: "x": / },
  { name: 'an instance that lacks a key', body: { instances: [{ a: 1, b: 2 }, { a: 1 }] }, says: /\[1\] lacks "b"/ },
  { name: 'an instance with a key more', body: { instances: [{ a: 1 }, { a: 1, b: 2 }] }, says: /\[1\] has "b"/ },
  { name: 'numbers among objects', body: { instances: [{ a: 1 }, 2] }, says: /instances\[1\] is no object/ },
  { name: 'broken base64', body: { instances: [{ b64: '?' }] }, says: /base64/ },
  { name: 'numbers beside bytes', body: { instances: [{ b64: 'AQ==' }, 1] }, says: /texts only/ },
  { name: 'a signature that is no text', body: { instances: [1], signature_name: 5 }, says: /signature_name/ },
  { name: 'deep nesting', body: `{"instances": ${'['.repeat(5000)}`, says: /deep|dimensions|JSON/ },
  { name: 'examples that are not there', method: 'classify', body: { instances: [1] }, says: /"examples"/ },
  { name: 'no example', method: 'regress', body: { examples: [] }, says: /"examples"/ },
  { name: 'examples without features', method: 'regress', body: { examples: [{}] }, says: /no features/ },
  {
    name: 'a context that would become gigabytes',
    method: 'regress',
    body: { examples: Array(20_000).fill({ a: 1 }), context: { c: Array(20_000).fill(1) } },
    says: /too many/,
  },
] as const;

for (const { name, body, says, ...more } of REFUSED) {
  test(`decode refuses ${name}`, () => {
    const { method = 'predict' } = more as { method?: TensorflowMethod };
    assert.throws(
      () => decode(method, body),
      (thrown) => thrown instanceof RadiantError && thrown.code === 'INVALID_ARGUMENT' && says.test(thrown.message),
    );
  });
}

test('decode answers every cut-off request with an error of its own', () => {
  const body = bytes('{"instances": [{"a": {"b64": "AQ=="}, "b": [1, 2.5e3, "ü"]}], "signature_name": "x"}');
  for (let end = 0; end < body.length; end++) {
    assert.throws(() => decodeTensorflow('predict', body.subarray(0, end)), RadiantError, `cut at ${end}`);
  }
});
