import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RadiantError } from '../../../base/index.ts';
import { type Component, createTensor, type Outcome } from '../../../payload/index.ts';
import { createTestComponent } from '../../fixtures/create-test-component.ts';
import { openTestServer, type TestServer } from '../../fixtures/open-test-server.ts';

const BODY = '{"id":"i","inputs":[{"name":"x","shape":[1,2],"datatype":"FP64","data":[1,2]}]}';
const echo = (): Component =>
  createTestComponent({ predict: ({ inputs }) => ({ payload: inputs[0]!.payload, tags: { colour: 'red' } }) });

async function withServer(component: Component, run: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await openTestServer(component, { unitId: 'm' });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

describe('the paths of the Open Inference Protocol', () => {
  const QUESTIONS = [
    { path: '/v2/health/live', status: 200, body: '{"live":true}' },
    { path: '/v2/health/ready', status: 200, body: '{"ready":true}' },
    { path: '/v2/models/m/ready', status: 200, body: '{"name":"m","ready":true}' },
    { path: '/v2/models/m', status: 200, body: /"name":"m"/ },
    { path: '/v2', status: 200, body: /"extensions":\[/ },
    { path: '/v2/docs', status: 200, body: /<base href="\.\.\/api\/v1\.0\/doc\/">/ },
    { path: '/v2/docs/dataplane.json', status: 200, body: /\/v2\/models\/\{model\}\/infer/ },
    { path: '/v2/models/other', status: 404, body: /Model other not found/ },
    { path: '/v2/models/m/versions/7', status: 404, body: /version 7 not found/ },
    { path: '/v2/models/m/nosuch', status: 404, body: /Not Found/ },
    { path: '/v2/models/m/infer', status: 405, body: /Method Not Allowed/ },
  ];
  for (const { path, status, body } of QUESTIONS) {
    test(`GET ${path} is ${status}`, () =>
      withServer(echo(), async ({ url }) => {
        const answer = await fetch(url + path);
        assert.equal(answer.status, status);
        const text = await answer.text();
        if (typeof body === 'string') assert.equal(text, body);
        else assert.match(text, body);
      }));
  }

  test('a component that is not ready makes readiness and infer 503', () =>
    withServer({ ...echo(), isReady: () => false }, async ({ url }) => {
      for (const path of ['/v2/health/ready', '/v2/models/m/ready'])
        assert.equal((await fetch(url + path)).status, 503);
      const answer = await fetch(`${url}/v2/models/m/infer`, { method: 'POST', body: BODY });
      assert.equal(answer.status, 503);
      assert.deepEqual(await answer.json(), { error: 'Model m is not ready yet.' });
    }));
});

test('tags of a component are the parameters of the answer', () =>
  withServer(echo(), async ({ post }) => {
    assert.deepEqual(await post('/v2/models/m/infer', BODY), {
      status: 200,
      body: {
        model_name: 'm',
        id: 'i',
        parameters: { colour: 'red' },
        outputs: [
          { name: 'predict', shape: [1, 2], datatype: 'FP64', parameters: { content_type: 'np' }, data: [1, 2] },
        ],
      },
    });
  }));

test('a component that wants whole messages is given one made of the tensor', () =>
  withServer(
    createTestComponent(
      { predict: ({ inputs }) => ({ payload: inputs[0]!.payload }) },
      { rawVerbs: new Set(['predict']) },
    ),
    async ({ post }) => {
      const { status, body } = await post('/v2/models/m/infer', BODY);
      assert.equal(status, 200);
      assert.deepEqual((body as { outputs: { data: unknown }[] }).outputs[0]!.data, [1, 2]);
    },
  ));

function streaming(count: number, failure?: Error): Component & { readonly ended: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* stream(): AsyncGenerator<Outcome> {
    try {
      for (let i = 0; i < count; i++)
        yield { payload: { kind: 'tensor', tensor: createTensor('float64', [1], Float64Array.of(i)) } };
      if (failure !== undefined) throw failure;
    } finally {
      resolve();
    }
  }
  return { ...echo(), stream, ended: promise };
}

const events = (text: string): string[] => text.split('\n\n').filter((event) => event !== '');

describe('infer_stream', () => {
  const ask = (url: string, signal?: AbortSignal): Promise<Response> =>
    fetch(`${url}/v2/models/m/infer_stream`, {
      method: 'POST',
      body: BODY,
      ...(signal === undefined ? {} : { signal }),
    });

  test('sends one event for each answer', () =>
    withServer(streaming(3), async ({ url }) => {
      const answer = await ask(url);
      assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
      assert.equal(events(await answer.text()).length, 3);
    }));

  test('sends one event for a component that does not stream', () =>
    withServer(echo(), async ({ url }) => assert.equal(events(await (await ask(url)).text()).length, 1)));

  test('ends with an event of the error after the first answer', () =>
    withServer(streaming(1, new RadiantError('UNKNOWN', 'broke')), async ({ url }) => {
      assert.equal(events(await (await ask(url)).text())[1], 'event: error\ndata: {"error":"broke"}');
    }));

  test('has the status of an error before the first answer', () =>
    withServer(streaming(0, new RadiantError('INVALID_ARGUMENT', 'broke')), async ({ url }) => {
      assert.equal((await ask(url)).status, 400);
    }));

  test('stops the component when the client leaves', async () => {
    const component = streaming(Number.MAX_SAFE_INTEGER);
    await withServer(component, async ({ url }) => {
      const controller = new AbortController();
      const answer = await ask(url, controller.signal);
      await answer.body!.getReader().read();
      controller.abort();
      await component.ended;
    });
  });
});
