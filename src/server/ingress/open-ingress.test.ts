import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Metadata } from '@grpc/grpc-js';
import type { PredictorSpec } from '../../deployment/index.ts';
import { createTensor, type Outcome } from '../../payload/index.ts';
import { seldonMessageFromJson, seldonMessageToJson } from '../../protocols/seldon/index.ts';
import { createTestComponent } from '../fixtures/create-test-component.ts';
import { createTestLog } from '../fixtures/open-test-door.ts';
import { callUnary, createClient } from '../grpc/fixtures/call-grpc-js.ts';
import {
  openIngress,
  openRoutedPredictor,
  openShadow,
  type Route,
  type RoutedPredictor,
  type RunningIngress,
  type Shadow,
} from './index.ts';

const opened: { close(signal?: AbortSignal): Promise<unknown> }[] = [];
after(async () => {
  for (const thing of opened.reverse()) await thing.close(AbortSignal.abort());
});

const log = createTestLog();

function optionsOf(name: string, value: number, onCall: () => void = () => {}) {
  const predictor: PredictorSpec = {
    name,
    graph: { name: 'clf', type: 'MODEL', children: [], parameters: [] },
    componentSpecs: [],
  };
  const outcome: Outcome = {
    payload: { kind: 'tensor', tensor: createTensor('float64', [1, 1], Float64Array.of(value)) },
  };
  const predict = (): Outcome => {
    onCall();
    return outcome;
  };
  return { predictor, deploymentName: 'iris', namespace: 'ns', log, resolve: () => createTestComponent({ predict }) };
}

async function routed(name: string, value: number, onCall?: () => void): Promise<RoutedPredictor> {
  const one = await openRoutedPredictor(optionsOf(name, value, onCall));
  opened.push(one);
  return one;
}

interface RouteOptions {
  readonly shadows?: readonly Shadow[];
  readonly keyHeader?: string;
}

async function ingress(
  weights: readonly (readonly [RoutedPredictor, number])[],
  more: RouteOptions = {},
): Promise<RunningIngress & { url: string; swap(route: Route): void }> {
  const make = (): Route => ({
    namespace: 'ns',
    name: 'iris',
    predictors: weights.map(([one, weight]) => ({ routed: one, weight })),
    shadows: more.shadows ?? [],
    keyHeader: more.keyHeader,
  });
  let route = make();
  const running = await openIngress({
    routes: {
      find: (namespace, name) => (name === 'iris' && (namespace ?? 'ns') === 'ns' ? route : undefined),
      list: () => [route],
    },
    host: '127.0.0.1',
    port: 0,
    log,
  });
  opened.push(running);
  const swap = (next: Route): void => {
    route = next;
  };
  return { ...running, url: `http://127.0.0.1:${running.port}`, swap };
}

async function predict(
  url: string,
  path = '/seldon/ns/iris/api/v1.0/predictions',
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  const answer = await fetch(url + path, {
    method: 'POST',
    body: '{"data":{"ndarray":[[1]]}}',
    headers: { 'Content-Type': 'application/json', ...headers },
  });
  return { status: answer.status, body: await answer.text() };
}

const numberIn = (body: string): number => JSON.parse(body).data.ndarray[0][0];

describe('an ingress', () => {
  test('answers on the path of a deployment, with and without its namespace', async () => {
    const { url } = await ingress([[await routed('a', 1), 100]]);
    assert.equal(numberIn((await predict(url)).body), 1);
    assert.equal(numberIn((await predict(url, '/seldon/iris/api/v1.0/predictions')).body), 1);
    const page = await fetch(`${url}/seldon/ns/iris/api/v1.0/doc/`);
    assert.equal(page.status, 200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.match(metrics, /seldon_api_executor_server_requests_seconds_count\{[^}]*deployment_name="iris"[^}]*\} 2/);
    assert.equal((await fetch(`${url}/ready`)).status, 200);
  });

  test('says what is there when a deployment is not', async () => {
    const { url } = await ingress([[await routed('a', 1), 100]]);
    const { status, body } = await predict(url, '/seldon/ns/other/api/v1.0/predictions');
    assert.equal(status, 404);
    assert.match(body, /no deployment answers on .*there is \/seldon\/ns\/iris/);
  });

  test('answers gRPC on the same port, by the metadata seldon and namespace', async () => {
    const { port } = await ingress([[await routed('a', 7), 100]]);
    const client = createClient(`127.0.0.1:${port}`);
    const body = Buffer.from(seldonMessageFromJson('SeldonMessage', { data: { ndarray: [[1]] } }));
    const metadata = new Metadata();
    metadata.set('seldon', 'iris');
    metadata.set('namespace', 'ns');
    const path = '/seldon.protos.Seldon/Predict';
    const answer = await callUnary(client, body, { path, metadata });
    assert.equal(answer.code, 0, answer.details);
    assert.match(JSON.stringify(seldonMessageToJson('SeldonMessage', answer.body ?? Buffer.alloc(0))), /7/);
    metadata.set('seldon', 'nobody');
    assert.equal((await callUnary(client, body, { path, metadata })).code, 5);
    client.close();
  });

  test('gives each predictor its share, and the same key the same predictor', async () => {
    const { url } = await ingress(
      [
        [await routed('a', 1), 75],
        [await routed('b', 2), 25],
      ],
      { keyHeader: 'x-user' },
    );
    const counts = [0, 0, 0];
    for (let i = 0; i < 400; i++) {
      const value = numberIn((await predict(url, undefined, { 'x-user': `user ${i}` })).body);
      counts[value] = (counts[value] ?? 0) + 1;
      if (i % 50 === 0) assert.equal(numberIn((await predict(url, undefined, { 'x-user': `user ${i}` })).body), value);
    }
    assert.ok(Math.abs((counts[1] ?? 0) - 300) < 50, `${counts[1]} of 400`);
  });

  test('gives shadows a copy, compares what they answer, and never waits for them', async () => {
    let calls = 0;
    const shadow = await openShadow(optionsOf('s', 2, () => calls++));
    opened.push(shadow);
    const { url } = await ingress([[await routed('a', 1), 100]], { shadows: [shadow] });
    assert.equal(numberIn((await predict(url)).body), 1);
    const compared = (): boolean =>
      /radiant_shadow_requests_total\{[^}]*result="different"[^}]*\} 1/.test(shadow.predictor.renderMetrics());
    while (!compared()) await new Promise(setImmediate);
    assert.equal(calls, 1);
  });

  test('closing a predictor waits for the requests that it was given', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let began = (): void => {};
    const isBegun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const base = optionsOf('slow', 3);
    const slow = await openRoutedPredictor({
      ...base,
      resolve: () =>
        createTestComponent({
          predict: async () => {
            began();
            await held;
            return { payload: { kind: 'string', value: 'done' } };
          },
        }),
    });
    const next = await routed('next', 4);
    const running = await ingress([[slow, 100]]);
    const waiting = predict(running.url);
    await isBegun;
    running.swap({
      namespace: 'ns',
      name: 'iris',
      predictors: [{ routed: next, weight: 100 }],
      shadows: [],
      keyHeader: undefined,
    });
    const closing = slow.close();
    assert.equal(numberIn((await predict(running.url)).body), 4);
    release();
    assert.match((await waiting).body, /done/);
    await closing;
  });
});
