import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { createTestComponent } from '../fixtures/create-test-component.ts';
import { openTestServer } from '../fixtures/open-test-server.ts';
import { talk } from '../fixtures/talk.ts';

const echoed = createTestComponent({
  predict: ({ inputs }) => ({ payload: inputs[0]!.payload }),
  aggregate: ({ inputs }) => inputs[0] ?? { payload: { kind: 'string', value: 'none' } },
});
const server = await openTestServer(echoed);
after(() => server.close());

const BODIES = [
  '{"data":{"names":["a","b"],"ndarray":[[1,2.5],[-3e2,0]]},"meta":{"puid":"p","tags":{"x":1}}}',
  '{"data":{"tensor":{"shape":[1,2],"values":[1,2]}}}',
  '{"jsonData":{"a":[1,null,true,"\\u00e9"]}}',
  '{"strData":"text"}',
  '{"binData":"aGVsbG8="}',
  '[{"strData":"a"},{"data":{"ndarray":[[1]]}}]',
  '{"request":{"data":{"ndarray":[[1]]}},"reward":1.5,"truth":{"strData":"t"}}',
  '[[1,2],[3,4]]',
];
const PATHS = ['/predict', '/transform-input', '/route', '/aggregate', '/send-feedback', '/api/v1.0/predictions'];
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
];

/** A good body in which some bytes were changed, cut out or put in. */
const mutated = fc
  .record({
    body: fc.constantFrom(...BODIES),
    edits: fc.array(fc.record({ at: fc.nat(200), cut: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) }), {
      maxLength: 4,
    }),
  })
  .map(({ body, edits }) => {
    let bytes = Buffer.from(body);
    for (const { at, cut, put } of edits) {
      const start = at % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + cut)]);
    }
    return bytes;
  });

test('a mutated body is answered with 200 or 400, in valid JSON', async () => {
  const request = fc.record({
    path: fc.constantFrom(...PATHS),
    type: fc.oneof(
      { weight: 5, arbitrary: fc.constant(TYPES[0]!) },
      { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
    ),
    body: mutated,
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ path, type, body }) => {
      const headers = { 'Content-Type': type };
      const answer = await fetch(server.url + path, { method: 'POST', headers, body });
      const text = await answer.text();
      assert.ok(answer.status === 200 || answer.status === 400, `${answer.status} ${text}`);
      JSON.parse(text);
    }),
    { numRuns: 400 },
  );
});

test('bytes that are no request never stop the server', async () => {
  const head = fc.constantFrom(
    '',
    'GET / HTTP/1.1\r\n',
    'POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n',
  );
  await fc.assert(
    fc.asyncProperty(head, fc.uint8Array({ minLength: 1, maxLength: 60 }), async (start, bytes) => {
      // The second line ends every beginning that waits for more.
      const raw = await talk(
        server.httpPort,
        Buffer.concat([Buffer.from(start), bytes, Buffer.from('\r\n\r\n\0\r\n\r\n')]),
      );
      assert.doesNotMatch(raw, /^HTTP\/1.1 5/);
    }),
    { numRuns: 60 },
  );
  assert.equal((await fetch(`${server.url}/health/ping`)).status, 200);
});
