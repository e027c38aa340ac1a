import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTensor, type Outcome } from '../../payload/index.ts';
import { createTestComponent, type TestComponent } from '../fixtures/create-test-component.ts';
import { openTestServer, type TestServer } from '../fixtures/open-test-server.ts';

let component: TestComponent;
let server: TestServer;
let answer: Outcome | undefined;

before(async () => {
  component = createTestComponent({
    predict: ({ inputs }) => answer ?? { payload: inputs[0]!.payload, names: inputs[0]!.names },
  });
  server = await openTestServer(component);
});
after(() => server.close());

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Buffer;
}

async function post(type: string, body: string | Buffer, accept?: string, path = '/predict'): Promise<Answer> {
  const headers = { 'Content-Type': type, ...(accept !== undefined && { Accept: accept }) };
  const response = await fetch(server.url + path, { method: 'POST', body, headers });
  const { status } = response;
  return { status, type: response.headers.get('content-type'), body: Buffer.from(await response.arrayBuffer()) };
}

const NPY_HEADER = "{'descr': '<i4', 'fortran_order': False, 'shape': (1, 2), }".padEnd(117);
const NPY = Buffer.concat([
  Buffer.from([0x93]),
  Buffer.from(`NUMPY\x01\0v\0${NPY_HEADER}\n`),
  Buffer.of(1, 0, 0, 0, 2, 0, 0, 0),
]);
const CSV_TABLE = createTensor('json', [2, 3], [1, 'x', true, 2, 'y, "z"', false]);
const CSV_TEXT = 'a,b,c\n1,x,True\n2,"y, ""z""",False\n';

for (const path of ['/predict', '/api/v1.0/predictions', '/api/v0.1/predictions']) {
  test(`${path} takes CSV with names and answers in kind`, async () => {
    const { status, type, body } = await post('text/csv', CSV_TEXT, undefined, path);
    assert.deepEqual({ status, type, text: body.toString() }, { status: 200, type: 'text/csv', text: CSV_TEXT });
    assert.deepEqual(component.calls.at(-1)?.inputs, [
      { payload: { kind: 'tensor', tensor: CSV_TABLE }, names: ['a', 'b', 'c'] },
    ]);
  });
}

test('records give names, and types of columns stay', async () => {
  const { body } = await post('application/json', '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]');
  const tensor = createTensor('json', [2, 2], [1, 'x', 2, 'y']);
  assert.deepEqual(component.calls.at(-1)?.inputs, [{ payload: { kind: 'tensor', tensor }, names: ['a', 'b'] }]);
  assert.equal(body.toString().trim(), '[[1,"x"],[2,"y"]]');
});

test('NPY keeps its type and is answered in kind', async () => {
  const { status, type, body } = await post('application/x-npy', NPY);
  assert.deepEqual({ status, type }, { status: 200, type: 'application/x-npy' });
  assert.deepEqual(component.calls.at(-1)?.inputs[0]?.payload, {
    kind: 'tensor',
    tensor: createTensor('int32', [1, 2], Int32Array.of(1, 2)),
  });
  assert.deepEqual(body, NPY);
});

const TABLE = '{"data": {"names": ["a"], "ndarray": [[1.5], [2]]}}';
const ACCEPTS = [
  { accept: 'application/json', given: ['text/csv', '1,2\n3,4\n'], type: 'application/json', body: '[[1,2],[3,4]]' },
  { accept: 'text/csv', given: ['application/json', TABLE], type: 'text/csv', body: 'a\n1.5\n2.0\n' },
  {
    accept: 'text/csv;q=0.5, application/json',
    given: ['application/json', '[[1]]'],
    type: 'application/json',
    body: '[[1]]',
  },
  {
    accept: 'text/html, text/csv;q=0.9, */*;q=0.1',
    given: ['application/json', '[[1]]'],
    type: 'text/csv',
    body: '1\n',
  },
] as const;

for (const { accept, given, type, body } of ACCEPTS) {
  test(`Accept: ${accept} on ${given[0]} is answered as ${type}`, async () => {
    const found = await post(given[0], given[1], accept);
    assert.deepEqual({ type: found.type, body: found.body.toString().trim() }, { type, body: body.trim() });
  });
}

test('what a form cannot hold is answered as JSON', async () => {
  answer = { payload: { kind: 'string', value: 'hi' } };
  try {
    const found = await post('text/csv', '1\n');
    assert.deepEqual(
      { type: found.type, body: found.body.toString().trim() },
      { type: 'application/json', body: '"hi"' },
    );
  } finally {
    answer = undefined;
  }
});

const REFUSED = [
  { name: 'CSV that is no UTF-8', type: 'text/csv', body: Buffer.of(0xff), says: /UTF-8/ },
  { name: 'CSV with two columns of one name', type: 'text/csv; header=present', body: 'a,a\n1,2\n', says: /one name/ },
  { name: 'a header that is no choice', type: 'text/csv; header=maybe', body: '1\n', says: /present or absent/ },
  { name: 'bytes that are no NPY', type: 'application/octet-stream', body: Buffer.of(1, 2), says: /find JSON/ },
  { name: 'NPY that is none', type: 'application/x-npy', body: Buffer.of(1, 2), says: /NPY/ },
  {
    name: 'NPY cut off',
    type: 'application/x-npy',
    body: NPY.subarray(0, NPY.length - 1),
    says: /needs 8 bytes, but 7/,
  },
  {
    name: 'records that hold messages',
    type: 'application/json',
    body: '[{"data": {"ndarray": [1]}}]',
    says: /rows of single values/,
  },
  { name: 'records among lists', type: 'application/json', body: '[[{"a": 1}], [2]]', says: /rows of single values/ },
] as const;

for (const { name, type, body, says } of REFUSED) {
  test(`${name} is the caller's fault`, async () => {
    const found = await post(type, body);
    assert.equal(found.status, 400);
    assert.match(found.body.toString(), says);
  });
}
