import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RadiantError } from '../../base/index.ts';
import type { RemoteNode } from '../../graph/index.ts';
import { component, open, post, times, unit } from './fixtures/open-test-predictor.ts';

const CHAIN = unit('a', { children: [unit('b')] });
const TWICE = { a: component('a', { predict: times(2) }), b: component('b', { predict: times(5) }) };

describe('a chain in the process answers', () => {
  const cases = [
    {
      name: 'Seldon',
      path: '/api/v1.0/predictions',
      body: { data: { ndarray: [[1, 2]] } },
      expect: { data: { names: ['t:0', 't:1'], ndarray: [[10, 20]] } },
    },
    {
      name: 'V2',
      path: '/v2/models/main/infer',
      body: { id: 'i', inputs: [{ name: 'x', datatype: 'FP64', shape: [1, 2], data: [1, 2] }] },
      expect: {
        id: 'i',
        model_name: 'b',
        outputs: [
          { name: 'predict', datatype: 'FP64', shape: [1, 2], parameters: { content_type: 'np' }, data: [10, 20] },
        ],
      },
    },
    {
      name: 'TensorFlow',
      path: '/v1/models/main:predict',
      body: { instances: [[1, 2]] },
      expect: { predictions: [[10, 20]] },
    },
  ];
  for (const { name, path, body, expect } of cases) {
    test(`in ${name}'s protocol`, async () => {
      const { url } = await open(CHAIN, TWICE);
      const answer = await post(url + path, body);
      assert.equal(answer.status, 200);
      const json = (await answer.json()) as Record<string, unknown>;
      assert.deepEqual(Object.fromEntries(Object.keys(expect).map((key) => [key, json[key]])), expect);
    });
  }
});

test('a node is asked for the outputs that a V2 caller names, where it has them', async () => {
  const asked: unknown[] = [];
  const plain = component('a', {
    predict(call) {
      asked.push(call.outputs);
      return times(2)(call);
    },
  });
  const model = { ...plain, info: { ...plain.info, outputs: ['predict', 'proba'] } };
  const { url } = await open(unit('a'), { a: model });
  const inputs = [{ name: 'x', datatype: 'FP64', shape: [1, 1], data: [1] }];
  const answer = await post(`${url}/v2/models/a/infer`, { inputs, outputs: [{ name: 'proba' }] });
  const { outputs } = (await answer.json()) as { readonly outputs: readonly { readonly name: string }[] };
  assert.deepEqual([asked, outputs.map(({ name }) => name)], [[['proba']], ['proba']]);
});

describe('a predictor', () => {
  test('gives every request an id, and keeps the one that it came with', async () => {
    const { url } = await open(CHAIN, TWICE);
    assert.match((await fetch(`${url}/live`)).headers.get('seldon-puid') ?? '', /^[0-9a-f-]{36}$/);
    const answer = await post(`${url}/api/v1.0/predictions`, {}, { 'Seldon-Puid': 'mine' });
    assert.equal(answer.headers.get('seldon-puid'), 'mine');
  });

  test('answers with the error of the node that failed', async () => {
    const failing = component('b', {
      predict() {
        throw new RadiantError('UNKNOWN', 'my text', { reason: 'MY_REASON', httpStatus: 418 });
      },
    });
    const { url } = await open(CHAIN, { ...TWICE, b: failing });
    const answer = await post(`${url}/api/v1.0/predictions`, { data: { ndarray: [[1]] } });
    assert.equal(answer.status, 418);
    assert.deepEqual(await answer.json(), { status: { code: -1, info: 'my text', reason: 'MY_REASON', status: 1 } });
  });

  for (const { name, more, reason } of [
    { name: 'graph', more: { timeoutMs: 20 }, reason: 'GRAPH_TIMEOUT' },
    { name: 'node', more: { nodeTimeoutMs: 20 }, reason: 'NODE_TIMEOUT' },
  ]) {
    test(`says so when the time of a ${name} is over`, async () => {
      const hanging = component('b', { predict: () => new Promise<never>(() => {}) });
      const { url } = await open(CHAIN, { ...TWICE, b: hanging }, more);
      const answer = await post(`${url}/api/v1.0/predictions`, { data: { ndarray: [[1]] } });
      assert.equal(answer.status, 504);
      assert.equal(((await answer.json()) as { status: { reason: string } }).status.reason, reason);
    });
  }

  test('tells a node when the caller has gone', async () => {
    const gone = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const waiting = component('b', {
      predict(call) {
        call.signal?.addEventListener('abort', () => gone.resolve());
        asked.resolve();
        return new Promise<never>(() => {});
      },
    });
    const { url } = await open(CHAIN, { ...TWICE, b: waiting });
    const controller = new AbortController();
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"data":{"ndarray":[[1]]}}',
    };
    const answer = fetch(`${url}/api/v1.0/predictions`, { ...init, signal: controller.signal });
    await asked.promise;
    controller.abort();
    await assert.rejects(answer);
    await gone.promise;
  });

  test('is not ready while it drains, and ends with its nodes', async () => {
    let closed = 0;
    const a = { ...TWICE.a, close: async () => void closed++ };
    const { url, server } = await open(CHAIN, { ...TWICE, a });
    assert.equal((await fetch(`${url}/ready`)).status, 200);
    server.drain();
    assert.equal((await fetch(`${url}/ready`)).status, 503);
    await server.close();
    assert.equal(closed, 1);
  });

  test('counts requests and calls under the names of the executor', async () => {
    const { url } = await open(CHAIN, TWICE);
    await post(`${url}/api/v1.0/predictions`, { data: { ndarray: [[1]] } });
    const page = await (await fetch(`${url}/metrics`)).text();
    assert.match(page, /seldon_api_executor_server_requests_seconds_count\{code="200",.*service="predictions"\} 1/);
    assert.match(
      page,
      /seldon_api_executor_client_requests_seconds_count\{code="200",.*model_name="b".*service="\/predict"\} 1/,
    );
  });
});

describe('a bandit', () => {
  test('learns from the response that is sent back', async () => {
    const graph = unit('r', {
      implementation: 'EPSILON_GREEDY',
      children: [unit('a'), unit('b')],
      parameters: [
        { name: 'epsilon', value: '0', type: 'FLOAT' },
        { name: 'best_branch', value: '0', type: 'INT' },
      ],
    });
    const { type: _, ...untyped } = graph;
    const { url } = await open(untyped, TWICE);
    const request = { data: { ndarray: [[1]] } };
    const ask = async (): Promise<{ readonly meta: { readonly routing: unknown } }> =>
      (await (await post(`${url}/api/v1.0/predictions`, request)).json()) as { meta: { routing: unknown } };
    const response = await ask();
    assert.deepEqual(response.meta.routing, { r: 0, a: -1 });
    await post(`${url}/api/v1.0/feedback`, { request, response, reward: 0 });
    const liked = { meta: { routing: { r: 1 } } };
    assert.equal((await post(`${url}/api/v1.0/feedback`, { request, response: liked, reward: 1 })).status, 200);
    assert.deepEqual((await ask()).meta.routing, { r: 1, b: -1 });
  });
});

describe('a node elsewhere', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const remote = (send: RemoteNode['send']): RemoteNode => ({
    name: 'a',
    protocol: 'seldon',
    encodings: new Set(['json']),
    send,
    isReachable: async () => false,
    close: async () => {},
  });

  test('is answered for as it answered, layout and all', async () => {
    const text = '{ "data":{"ndarray":[[1.0,  2]]} }';
    const node = remote(async () => ({
      protocol: 'seldon',
      encoding: 'json',
      bytes: bytes(text),
      contentType: 'application/json',
    }));
    const { url } = await open(unit('a'), { a: node });
    assert.equal(await (await post(`${url}/api/v1.0/predictions`, {})).text(), text);
    assert.equal((await fetch(`${url}/ready`)).status, 503);
  });

  test('fails with its own status and body', async () => {
    const cause = { status: 422, contentType: 'text/plain', body: bytes('no <b>') };
    const node = remote(() =>
      Promise.reject(new RadiantError('INVALID_ARGUMENT', 'no', { reason: 'USER_RESPONSE', cause })),
    );
    const { url } = await open(unit('a'), { a: node });
    const answer = await post(`${url}/api/v1.0/predictions`, {});
    assert.deepEqual([answer.status, await answer.text()], [422, 'no <b>']);
  });

  test('gets a request of another protocol in its own', async () => {
    const sent: string[] = [];
    const node = remote(async ({ message }) => {
      sent.push(new TextDecoder().decode(message?.bytes));
      return {
        protocol: 'seldon',
        encoding: 'json',
        bytes: bytes('{"data":{"ndarray":[[7.5]]}}'),
        contentType: 'application/json',
      };
    });
    const { url } = await open(unit('a'), { a: node });
    const answer = await post(`${url}/v1/models/a:predict`, { instances: [[1, 2]] });
    assert.deepEqual(await answer.json(), { predictions: [[7.5]] });
    assert.match(sent[0] ?? '', /"tensor":\{"shape":\[1,2\],"values":\[1\.?0?,2\.?0?\]\}/);
  });
});
