import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readEnvironment } from '../../src/base/index.ts';
import { openPythonComponent } from '../../src/hosts/python/index.ts';
import { createTestLog } from '../../src/server/fixtures/open-test-door.ts';
import { openTestServer, type TestServer } from '../../src/server/fixtures/open-test-server.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';

const CLASSES = fileURLToPath(new URL('../../src/hosts/python/fixtures/classes', import.meta.url));

/** Requests with the header `x-user: ada`, and where the class's text stands in their answers. */
const REQUESTS: readonly { path: string; body: object | string; type?: string; says: RegExp }[] = [
  {
    path: '/v2/models/model/infer',
    body: { inputs: [{ name: 'x', shape: [1, 1], datatype: 'FP64', data: [1] }] },
    says: /"ada"/,
  },
  {
    path: '/v2/models/model/infer',
    body: {
      parameters: { headers: { 'x-user': 'mallory' } },
      inputs: [{ name: 'x', shape: [1, 1], datatype: 'FP64', data: [1] }],
    },
    says: /"ada"/,
  },
  { path: '/v1/models/model:predict', body: { instances: [[1]] }, says: /"ada"/ },
  { path: '/invocations', body: { dataframe_split: { columns: ['a'], data: [[1]] } }, says: /"ada"/ },
  { path: '/api/v1.0/predictions', body: 'a\n1\n', type: 'text/csv', says: /ada/ },
  // Meta is what Seldon's message has, and nothing else.
  { path: '/api/v1.0/predictions', body: { data: { ndarray: [[1]] } }, says: /"none"/ },
];

describe("a Python class that takes meta sees the request's headers", NEEDS_PYTHON, () => {
  let server: TestServer;
  before(async () => {
    const options = { className: 'Headers', cwd: CLASSES, parameters: [], workers: 1, timeoutMs: 0 } as const;
    const log = createTestLog();
    const component = await openPythonComponent({ ...options, logLevel: 'INFO', env: readEnvironment(), log });
    server = await openTestServer(component, { unitId: 'model' });
  });
  after(() => server.close(AbortSignal.abort()));

  for (const { path, body, type = 'application/json', says } of REQUESTS) {
    test(`${path} ${typeof body === 'string' ? 'CSV' : Object.keys(body)[0]}`, async () => {
      const answer = await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': type, 'x-user': 'ada' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      assert.match(text, says);
    });
  }
});
