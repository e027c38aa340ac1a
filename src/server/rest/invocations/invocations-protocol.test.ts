import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTensor, type Outcome, type Tensor } from '../../../payload/index.ts';
import { createTestComponent, type TestComponent } from '../../fixtures/create-test-component.ts';
import { openTestServer, type TestServer } from '../../fixtures/open-test-server.ts';

let component: TestComponent;
let server: TestServer;
let answer: Outcome | undefined;

before(async () => {
  component = createTestComponent({ predict: ({ inputs }) => answer ?? { payload: inputs[0]!.payload } });
  server = await openTestServer(component);
});
after(() => server.close());

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function post(body: string, type = 'application/json'): Promise<Answer> {
  const headers = { 'Content-Type': type };
  const response = await fetch(`${server.url}/invocations`, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
}

const table = (tensor: Tensor, names: readonly string[] = []) => [{ payload: { kind: 'tensor', tensor }, names }];
const MIXED = createTensor('json', [2, 2], [1, 'x', 2, 'y']);
const LONGS = createTensor('int64', [2, 1], BigInt64Array.of(1n, 2n));

const READS = [
  {
    name: 'dataframe_split',
    body: '{"dataframe_split": {"index": [0, 1], "columns": ["a", "b"], "data": [[1, "x"], [2, "y"]]}}',
    inputs: table(MIXED, ['a', 'b']),
  },
  {
    name: 'dataframe_split of one column keeps integers',
    body: '{"dataframe_split": {"columns": ["a"], "data": [[1], [2]]}}',
    inputs: table(LONGS, ['a']),
  },
  {
    name: 'a frame without names',
    body: '{"dataframe_split": {"columns": [0, 1], "data": [[1, "x"], [2, "y"]]}}',
    inputs: table(MIXED),
  },
  {
    name: 'dataframe_records',
    body: '{"dataframe_records": [{"a": 1, "b": "x"}, {"b": "y", "a": 2}]}',
    inputs: table(MIXED, ['a', 'b']),
  },
  {
    name: 'records in which a number is missing',
    body: '{"dataframe_records": [{"a": 1, "b": 2}, {"a": 2}]}',
    inputs: table(createTensor('float64', [2, 2], Float64Array.of(1, 2, 2, Number.NaN)), ['a', 'b']),
  },
  { name: 'instances', body: '{"instances": [[1], [2]]}', inputs: table(LONGS) },
  { name: 'instances by name', body: '{"instances": [{"a": 1}, {"a": 2}]}', inputs: table(LONGS, ['a']) },
  { name: 'inputs', body: '{"inputs": [[1.5]]}', inputs: table(createTensor('float64', [1, 1], Float64Array.of(1.5))) },
  { name: 'inputs by name', body: '{"inputs": {"a": [1, 2], "b": ["x", "y"]}}', inputs: table(MIXED, ['a', 'b']) },
  { name: 'CSV', body: 'a,b\n1,x\n2,y\n', type: 'text/csv', inputs: table(MIXED, ['a', 'b']) },
  {
    name: 'CSV of names that are numbers',
    body: '1\n1\n2\n',
    type: 'text/csv; charset=utf-8',
    inputs: table(LONGS, ['1']),
  },
] as const;

for (const { name, body, inputs, ...more } of READS) {
  test(`/invocations reads ${name}`, async () => {
    const { type } = more as { type?: string };
    const { status, text } = await post(body, type);
    assert.equal(status, 200, text);
    assert.deepEqual(component.calls.at(-1)?.inputs, inputs);
  });
}

test('params reach the component', async () => {
  await post('{"inputs": [[1]], "params": {"temperature": 0.5}}');
  assert.deepEqual(component.calls.at(-1)?.parameters, { temperature: 0.5 });
});

const scores = createTensor('float64', [1, 2], Float64Array.of(0.25, 1));
const ANSWERS = [
  { name: 'an array', outcome: { payload: { kind: 'tensor', tensor: scores } }, expect: '[[0.25,1.0]]' },
  {
    name: 'an array with names',
    outcome: { payload: { kind: 'tensor', tensor: scores }, names: ['no', 'yes'] },
    expect: '[{"no":0.25,"yes":1.0}]',
  },
  {
    name: 'several outputs',
    outcome: {
      payload: {
        kind: 'tensors',
        tensors: [
          { name: 'a', tensor: scores },
          { name: 'b', tensor: LONGS },
        ],
      },
    },
    expect: '{"a":[[0.25,1.0]],"b":[[1],[2]]}',
  },
  { name: 'a text', outcome: { payload: { kind: 'string', value: 'hi' } }, expect: '"hi"' },
  { name: 'bytes', outcome: { payload: { kind: 'bytes', value: Buffer.of(255) } }, expect: '"/w=="' },
] as const satisfies readonly { name: string; outcome: Outcome; expect: string }[];

for (const { name, outcome, expect } of ANSWERS) {
  test(`/invocations answers ${name}`, async () => {
    answer = outcome;
    try {
      assert.deepEqual(await post('{"inputs": [[1]]}'), { status: 200, text: `{"predictions": ${expect}}` });
    } finally {
      answer = undefined;
    }
  });
}

const REFUSED = [
  { name: 'nothing', body: '', says: /JSON/ },
  { name: 'a list', body: '[[1]]', says: /exactly one|one of/ },
  { name: 'no form', body: '{"data": [[1]]}', says: /it has none/ },
  { name: 'two forms', body: '{"inputs": [1], "instances": [1]}', says: /inputs and instances/ },
  {
    name: 'rows that do not fit the columns',
    body: '{"dataframe_split": {"columns": ["a"], "data": [[1, 2]]}}',
    says: /data\[0\] has 2 values/,
  },
  { name: 'a split without data', body: '{"dataframe_split": [1]}', says: /list data/ },
  { name: 'a record that is none', body: '{"dataframe_records": [{"a": 1}, 2]}', says: /\[1\] is no object/ },
  { name: 'no record', body: '{"dataframe_records": []}', says: /dataframe_records is empty/ },
  { name: 'params that are no object', body: '{"inputs": [1], "params": 1}', says: /params/ },
  { name: 'a ragged array', body: '{"inputs": [[1], [2, 3]]}', says: /inputs: / },
  { name: 'an open quote', body: 'a\n"x', type: 'text/csv', says: /quote/ },
  { name: 'a short CSV row', body: 'a,b\n1\n', type: 'text/csv', says: /row 2 has 1/ },
  { name: 'an empty CSV', body: '\n', type: 'text/csv', says: /empty/ },
  { name: 'another media type', body: 'x', type: 'text/plain', status: 415, says: /text\/csv/ },
] as const;

for (const { name, body, says, ...more } of REFUSED) {
  test(`/invocations refuses ${name}`, async () => {
    const { type, status = 400 } = more as { type?: string; status?: number };
    const refused = await post(body, type);
    const error = JSON.parse(refused.text) as { error_code: string; message: string };
    assert.deepEqual({ status: refused.status, code: error.error_code }, { status, code: 'BAD_REQUEST' });
    assert.match(error.message, says);
  });
}

test('/ping and /health say whether the component is ready, /version which server this is', async () => {
  for (const path of ['/ping', '/health', '/version']) assert.equal((await fetch(server.url + path)).status, 200);
  component.isClosed = true;
  try {
    for (const path of ['/ping', '/health']) assert.equal((await fetch(server.url + path)).status, 503);
  } finally {
    component.isClosed = false;
  }
});
