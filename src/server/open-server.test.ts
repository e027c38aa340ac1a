import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { RadiantError } from '../base/index.ts';
import { type Call, type Outcome, type Payload, parseJson } from '../payload/index.ts';
import { createTestComponent } from './fixtures/create-test-component.ts';
import { openTestServer } from './fixtures/open-test-server.ts';

const text = (value: string): Outcome => ({ payload: { kind: 'string', value } });
const echo = ({ inputs }: Call): Outcome => ({ payload: inputs[0]!.payload });
const later = async (call: Call): Promise<Outcome> => echo(call);
const json = (value: string): Payload => ({ kind: 'json', json: { utf8: Buffer.from(value), lenient: false } });

const component = createTestComponent(
  {
    predict: (call) => {
      if (call.inputs[0]!.payload.kind === 'string') {
        throw new RadiantError('UNKNOWN', 'user text', { reason: 'MICROSERVICE_INTERNAL_ERROR' });
      }
      return { ...echo(call), names: ['a', 'b'], tags: { t: 1 } };
    },
    transformInput: later,
    route: () => ({ payload: json('1') }),
    aggregate: ({ inputs }) => text(`${inputs.length}`),
  },
  { metadata: { name: 'iris', inputs: [{ messagetype: 'ndarray', schema: { names: ['x', 'y'], shape: [2] } }] } },
);
const server = await openTestServer(component, { image: 'iris:7' });
after(() => server.close());

describe('calls over REST', () => {
  const cases = [
    {
      path: '/api/v1.0/predictions',
      body: '{"data":{"names":["p","q"],"ndarray":[[1,2.5]]},"meta":{"puid":"x"}}',
      status: 200,
      expect: { data: { names: ['a', 'b'], ndarray: [[1, 2.5]] }, meta: { puid: 'x', tags: { t: 1 } } },
    },
    { path: '/transform-input', body: '{"strData":"é"}', status: 200, expect: { strData: 'é', meta: {} } },
    { path: '/transform-output', body: '{"jsonData":{"a":1}}', status: 200, expect: { jsonData: { a: 1 }, meta: {} } },
    {
      path: '/route',
      body: '{"data":{"ndarray":[[1]]}}',
      status: 200,
      expect: { data: { names: ['t:0'], ndarray: [[1]] }, meta: {} },
    },
    { path: '/aggregate', body: '[{"strData":"a"},{"strData":"b"}]', status: 200, expect: { strData: '2', meta: {} } },
    {
      path: '/send-feedback',
      body: '{"reward":1}',
      status: 200,
      expect: { data: { tensor: { shape: [0] } }, meta: {} },
    },
    {
      path: '/predict',
      body: '{"strData":"a"}',
      status: 500,
      expect: { status: { code: -1, info: 'user text', reason: 'MICROSERVICE_INTERNAL_ERROR', status: 1 } },
    },
    {
      path: '/predict',
      body: '{"data":',
      status: 400,
      expect: { status: { code: -1, info: "Can't find JSON in data", reason: 'MICROSERVICE_BAD_DATA', status: 1 } },
    },
  ];
  for (const { path, body, status, expect } of cases) {
    test(`POST ${path} ${body} is answered with ${status}`, async () => {
      assert.deepEqual(await server.post(path, body), { status, body: expect });
    });
  }

  test('the query parameter json works with GET and wins over a body', async () => {
    const query = encodeURIComponent('{"jsonData":{"a":7}}');
    const answer = await fetch(`${server.url}/predict?json=${query}`);
    assert.deepEqual(await answer.json(), { jsonData: { a: 7 }, meta: { tags: { t: 1 } } });
  });

  test('an error is logged with its path', () => {
    assert.ok(server.log.lines.includes('POST /predict: user text'));
  });
});

describe('what the server says of itself', () => {
  test('ping is text', async () => {
    const answer = await fetch(`${server.url}/health/ping`);
    assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(await answer.text(), 'pong');
  });

  test('metadata is merged from the image and the component', async () => {
    const body = (await (await fetch(`${server.url}/metadata`)).json()) as { name: string; versions: string[] };
    assert.deepEqual([body.name, body.versions], ['iris', ['7']]);
  });

  test('metadata that is not valid is an error of its own', async () => {
    const broken = await openTestServer(createTestComponent({}, { metadata: 'invalid' }));
    const answer = await fetch(`${broken.url}/api/v1.0/metadata`);
    assert.equal(answer.status, 500);
    assert.deepEqual(await answer.json(), {
      status: { code: -1, info: 'Model metadata unavailable', reason: 'MICROSERVICE_BAD_METADATA', status: 1 },
    });
    await broken.close();
  });

  test('the doc page loads only files that are there', async () => {
    const page = await fetch(`${server.url}/api/v1.0/doc`);
    assert.equal(page.url, `${server.url}/api/v1.0/doc/`);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    assert.equal(files.length, 5);
    for (const file of files) {
      const answer = await fetch(new URL(file, page.url));
      assert.equal(answer.status, 200, file);
      assert.ok((await answer.bytes()).byteLength > 100, file);
    }
  });

  test('the example of the description can be answered', async () => {
    const api = (await (await fetch(`${server.url}/seldon.json`)).json()) as {
      paths: Record<string, { post: { requestBody: { content: Record<string, { example: unknown }> } } }>;
    };
    const example = api.paths['/api/v1.0/predictions']!.post.requestBody.content['application/json']!.example;
    assert.deepEqual(example, { data: { names: ['x', 'y'], ndarray: [[1, 2]] } });
    assert.equal((await server.post('/api/v1.0/predictions', JSON.stringify(example))).status, 200);
  });

  test('every path of the description is there', async () => {
    const api = (await (await fetch(`${server.url}/seldon.json`)).json()) as { paths: Record<string, object> };
    for (const [path, operations] of Object.entries(api.paths)) {
      const method = 'post' in operations ? 'POST' : 'GET';
      assert.ok(![404, 405].includes((await fetch(server.url + path, { method })).status), path);
    }
  });
});

describe('the metrics port', () => {
  const page = (path = '/metrics', method = 'GET'): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.metricsPort}${path}`, { method });

  test('counts requests by method and status', async () => {
    const answer = await page();
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const lines = await answer.text();
    assert.match(lines, /radiant_requests_total\{code="400",.*method="predict".*protocol="rest".*\} [1-9]/);
    assert.match(lines, /seldon_api_model_feedback_reward_total\{.*\} 1/);
  });

  for (const { given, status } of [
    { given: 'GET /', status: 404 },
    { given: 'POST /metrics', status: 405 },
    { given: 'HEAD /metrics', status: 200 },
  ]) {
    test(`answers ${given} with ${status}`, async () => {
      const [method, path] = given.split(' ');
      assert.equal((await page(path, method)).status, status);
    });
  }

  test('may gather its page from elsewhere, and says so when that fails', async () => {
    const pages = [Promise.resolve('a 1\n'), Promise.reject(new Error('no worker'))];
    for (const one of pages) one.catch(() => {});
    const gathered = await openTestServer(
      createTestComponent({}),
      { metricsPath: '/prom' },
      { renderMetrics: () => pages.shift()! },
    );
    const url = `http://127.0.0.1:${gathered.metricsPort}/prom`;
    assert.equal(await (await fetch(url)).text(), 'a 1\n');
    assert.equal((await fetch(url)).status, 500);
    await gathered.close();
  });
});

describe('settings', () => {
  test('the unit is named in the path of a request', async () => {
    const unit = await openTestServer(createTestComponent({ predict: echo }), { unitId: 'u', image: 'i:1' });
    const { body } = await unit.post('/predict', '{"strData":"a","meta":{"requestPath":{"before":"b:2"}}}');
    assert.deepEqual(body, { strData: 'a', meta: { requestPath: { u: 'i:1', before: 'b:2' } } });
    await unit.close();
  });

  test('with passthrough the hook gets the body as it came and its bytes are the answer', async () => {
    const raw = createTestComponent(
      {
        predict: ({ inputs }) => {
          const { payload } = inputs[0]!;
          assert.ok(payload.kind === 'message' && payload.encoding === 'bytes');
          return { payload: { ...payload, bytes: Buffer.from(`got ${Buffer.from(payload.bytes)}`) } };
        },
      },
      { rawVerbs: new Set(['predict']) },
    );
    const through = await openTestServer(raw, { passthrough: true });
    const plain = await fetch(`${through.url}/predict`, { method: 'POST', body: 'no json' });
    assert.deepEqual([plain.headers.get('content-type'), await plain.text()], ['application/json', 'got no json']);
    const query = await fetch(`${through.url}/predict?json=%7Bx`, { method: 'POST' });
    assert.equal(await query.text(), 'got {x');
    await through.close();
  });

  test('a raw hook sees the whole message, sets the status, and its metrics are counted', async () => {
    const raw = createTestComponent(
      {
        predict: ({ inputs }) => {
          const { payload } = inputs[0]!;
          assert.ok(payload.kind === 'message');
          assert.deepEqual(parseJson(payload.bytes), { any: 1 });
          const answer = { status: { code: 418 }, meta: { metrics: [{ key: 'raw', type: 'COUNTER', value: 3 }] } };
          return { payload: { ...payload, bytes: Buffer.from(JSON.stringify(answer)) } };
        },
      },
      { rawVerbs: new Set(['predict']) },
    );
    const own = await openTestServer(raw);
    assert.equal((await own.post('/predict', '{"any":1}')).status, 418);
    assert.match(own.metrics.render(), /raw_total\{.*\} 3/);
    await own.close();
  });

  test('an answer that user code made for its error goes out as it is', async () => {
    const cause = { status: 402, contentType: 'application/json', body: Buffer.from('{"own":true}') };
    const failing = createTestComponent({
      predict: () => {
        throw new RadiantError('UNKNOWN', '', { reason: 'USER_RESPONSE', cause });
      },
    });
    const own = await openTestServer(failing);
    assert.deepEqual(await own.post('/predict', '{"strData":"a"}'), { status: 402, body: { own: true } });
    await own.close();
  });

  test('a content type of user code that is no header does no harm', async () => {
    const cause = { status: 402, contentType: 'a/b\r\nX-Evil: 1', body: Buffer.from('{}') };
    const own = await openTestServer(
      createTestComponent({
        predict: () => {
          throw new RadiantError('UNKNOWN', '', { reason: 'USER_RESPONSE', cause });
        },
      }),
    );
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${own.url}/predict`, { method: 'POST', body: '{"strData":"a"}', headers });
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [402, 'application/json']);
    await own.close();
  });

  test('the access log has one line per request', async () => {
    const logged = await openTestServer(createTestComponent({}), {}, { accessLog: true });
    await fetch(`${logged.url}/health/ping`);
    assert.ok(logged.log.lines.includes('GET /health/ping HTTP/1.1'));
    await logged.close();
  });
});

describe('the end', () => {
  test('a draining server is not ready but answers', async () => {
    const draining = await openTestServer(createTestComponent({ predict: echo }));
    assert.equal((await fetch(`${draining.url}/health/status`)).status, 200);
    draining.drain();
    assert.equal(draining.isReady(), false);
    assert.equal((await fetch(`${draining.url}/health/status`)).status, 503);
    assert.equal((await fetch(`${draining.url}/health/ping`)).status, 200);
    assert.equal((await draining.post('/predict', '{"strData":"a"}')).status, 200);
    await draining.close();
  });

  test('calls in flight end before the component closes', async () => {
    const order: string[] = [];
    const started = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const slow = createTestComponent({
      predict: async (call) => {
        started.resolve();
        await held.promise;
        order.push('answered');
        return echo(call);
      },
    });
    const ending = await openTestServer({
      ...slow,
      isReady: () => true,
      close: async () => void order.push('component closed'),
    });
    const call = ending.post('/predict', '{"strData":"a"}');
    await started.promise;
    const closed = ending.close();
    assert.equal(ending.close(), closed);
    held.resolve();
    assert.equal((await call).status, 200);
    await closed;
    assert.deepEqual(order, ['answered', 'component closed']);
  });

  test('a caller who goes away fires the signal that the component took', async () => {
    const gone = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const watching = createTestComponent({
      predict: async ({ signal }) => {
        started.resolve();
        await once(signal!, 'abort');
        gone.resolve();
        throw signal!.reason;
      },
    });
    const left = await openTestServer(watching);
    const caller = new AbortController();
    const call = fetch(`${left.url}/predict`, {
      method: 'POST',
      body: '{"strData":"a"}',
      headers: { 'Content-Type': 'application/json' },
      signal: caller.signal,
    });
    await started.promise;
    caller.abort();
    await Promise.all([assert.rejects(call), gone.promise]);
    await left.close();
    assert.match(left.metrics.render(), /radiant_requests_total\{code="499"/);
  });

  test('a door that cannot open leaves nothing behind', async () => {
    await assert.rejects(openTestServer(createTestComponent({}), {}, { metricsPort: server.metricsPort! }), {
      reason: 'PORT_IN_USE',
      message: /^port \d+ \(metrics\) is in use by another program.*--metrics-port/,
    });
  });
});
