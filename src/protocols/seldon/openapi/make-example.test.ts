import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../payload/index.ts';
import { describeApi } from './describe-api.ts';
import { makeExample } from './make-example.ts';

const PLAIN = { data: { ndarray: [[1, 2]] } };

const cases: readonly { name: string; inputs: readonly JsonObject[]; expect: JsonObject }[] = [
  { name: 'nothing known', inputs: [], expect: PLAIN },
  {
    name: 'a row with names',
    inputs: [{ messagetype: 'ndarray', schema: { names: ['a', 'b'], shape: [2] } }],
    expect: { data: { names: ['a', 'b'], ndarray: [[1, 2]] } },
  },
  {
    name: 'a tensor with open rows',
    inputs: [{ messagetype: 'tensor', schema: { shape: [-1, 3] } }],
    expect: { data: { tensor: { shape: [1, 3], values: [1, 2, 3] } } },
  },
  {
    name: 'an image',
    inputs: [{ messagetype: 'ndarray', schema: { shape: [-1, 2, 1, 2] } }],
    expect: { data: { ndarray: [[[[1, 2]], [[3, 4]]]] } },
  },
  {
    name: 'more values than anybody reads',
    inputs: [{ messagetype: 'tensor', schema: { shape: [1, 1e9] } }],
    expect: PLAIN,
  },
  { name: 'a text', inputs: [{ messagetype: 'strData' }], expect: { strData: 'text' } },
  { name: 'bytes', inputs: [{ messagetype: 'binData' }], expect: { binData: 'Ynl0ZXM=' } },
  {
    name: 'JSON with a schema',
    inputs: [
      {
        messagetype: 'jsonData',
        schema: {
          type: 'object',
          properties: { a: { type: 'number' }, b: { type: 'array', items: { type: 'string' } } },
        },
      },
    ],
    expect: { jsonData: { a: 1, b: ['text'] } },
  },
  {
    name: 'named columns',
    inputs: [
      { name: 'age', datatype: 'INT64', shape: [-1] },
      { name: 'job', datatype: 'BYTES', shape: [-1] },
    ],
    expect: { data: { names: ['age', 'job'], ndarray: [[1, 'text']] } },
  },
  {
    name: 'one matrix',
    inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, 4] }],
    expect: { data: { ndarray: [[1, 2, 3, 4]] } },
  },
];
for (const { name, inputs, expect } of cases) {
  test(`the example for ${name} fits`, () => assert.deepEqual(makeExample({ inputs }), expect));
}

test('the description holds an example for every path that takes a body', () => {
  const api = describeApi({ title: 'Iris', version: '2', metadata: undefined }) as {
    paths: Record<string, { post?: { requestBody: { content: Record<string, { example: JsonObject }> } } }>;
  };
  const example = (path: string): unknown => api.paths[path]?.post?.requestBody.content['application/json']?.example;
  assert.deepEqual(example('/api/v1.0/predictions'), PLAIN);
  assert.deepEqual(example('/predict'), PLAIN);
  assert.deepEqual(example('/aggregate'), { seldonMessages: [PLAIN, PLAIN] });
  for (const [path, operations] of Object.entries(api.paths)) {
    if (operations.post !== undefined) assert.ok(example(path) !== undefined, path);
  }
});
