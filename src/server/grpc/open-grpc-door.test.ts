import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Client, credentials, loadPackageDefinition, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { RadiantError } from '../../base/index.ts';
import { createMetrics, type Metrics } from '../../observe/index.ts';
import { createTensor, type Outcome } from '../../payload/index.ts';
import { DEFAULT_LIMITS, type Door } from '../door.ts';
import { createTestComponent, TEST_SETTINGS, type TestComponent } from '../fixtures/create-test-component.ts';
import { createTestLog } from '../fixtures/open-test-door.ts';
import { createSingleDirectory } from '../models/index.ts';
import { openService, type Service } from '../service/index.ts';
import { callUnary, createClient } from './fixtures/call-grpc-js.ts';
import { openGrpcDoor } from './index.ts';

const PROTO = fileURLToPath(new URL('../../../proto', import.meta.url));

const same = (outcome: Outcome['payload']): Outcome => ({ payload: outcome });

function createEcho(): TestComponent {
  return createTestComponent(
    {
      predict: ({ inputs }) => same(inputs[0]!.payload),
      transformInput: ({ inputs }) => ({ ...same(inputs[0]!.payload), tags: { hook: 'in' } }),
      transformOutput: async ({ inputs }) => ({ ...same(inputs[0]!.payload), tags: { hook: 'out' } }),
      route: () => same({ kind: 'json', json: { utf8: Buffer.from('1'), lenient: false } }),
      aggregate: ({ inputs }) => same({ kind: 'string', value: `${inputs.length} inputs` }),
      sendFeedback: ({ feedback }) =>
        same({ kind: 'tensor', tensor: createTensor('float64', [1], Float64Array.of(feedback!.reward)) }),
    },
    { metadata: { name: 'echo', versions: ['1'], platform: 'test' } },
  );
}

type Message = Record<string, unknown>;
type Services = Record<string, new (address: string, credentials: unknown) => Client>;

const TENSOR = { shape: [1, 2], values: [1, 2] };

describe('the services', () => {
  let door: Door;
  let service: Service;
  let metrics: Metrics;
  const component = createEcho();
  const clients = new Map<string, Client>();

  before(async () => {
    metrics = createMetrics({}, { process: false });
    service = openService({ component, settings: TEST_SETTINGS, metrics, log: createTestLog() });
    door = await openGrpcDoor({
      service,
      models: createSingleDirectory(service, 'model'),
      host: '127.0.0.1',
      port: 0,
      limits: { ...DEFAULT_LIMITS, idleGraceMs: 10 },
      log: createTestLog(),
      accessLog: false,
    });
    const definition = loadSync('prediction.proto', { includeDirs: [PROTO], defaults: false, longs: String });
    const loaded = loadPackageDefinition(definition) as unknown as { seldon: { protos: Services } };
    for (const [name, create] of Object.entries(loaded.seldon.protos)) {
      if (typeof create !== 'function') continue;
      clients.set(name, new create(`127.0.0.1:${door.port}`, credentials.createInsecure()));
    }
  });
  after(async () => {
    for (const client of clients.values()) client.close();
    await door.close();
    metrics.close();
  });

  const call = (name: string, method: string, message: Message): Promise<Message> =>
    new Promise((resolve, reject) => {
      const client = clients.get(name) as unknown as Record<
        string,
        (m: Message, done: (e: ServiceError | null, a: Message) => void) => void
      >;
      client[method]!(message, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });

  const tensor = { data: { tensor: TENSOR } };
  const cases: readonly { service: string; method: string; message: Message; expect: Message }[] = [
    {
      service: 'Model',
      method: 'Predict',
      message: tensor,
      expect: { meta: {}, data: { names: ['t:0', 't:1'], tensor: TENSOR } },
    },
    {
      service: 'Model',
      method: 'SendFeedback',
      message: { request: tensor, reward: 2.5 },
      expect: { meta: {}, data: { tensor: { shape: [1], values: [2.5] } } },
    },
    { service: 'Model', method: 'Metadata', message: {}, expect: { name: 'echo', versions: ['1'], platform: 'test' } },
    { service: 'Seldon', method: 'Predict', message: { strData: 'hello' }, expect: { meta: {}, strData: 'hello' } },
    {
      service: 'Seldon',
      method: 'ModelMetadata',
      message: {},
      expect: { name: 'echo', versions: ['1'], platform: 'test' },
    },
    {
      service: 'Generic',
      method: 'TransformOutput',
      message: { strData: 'x' },
      expect: { meta: { tags: { hook: { stringValue: 'out' } } }, strData: 'x' },
    },
    {
      service: 'Generic',
      method: 'Aggregate',
      message: { seldonMessages: [tensor, tensor] },
      expect: { meta: {}, strData: '2 inputs' },
    },
    {
      service: 'Router',
      method: 'Route',
      message: { strData: 'x' },
      expect: { meta: {}, data: { names: ['t:0'], tensor: { shape: [1, 1], values: [1] } } },
    },
    {
      service: 'Transformer',
      method: 'TransformInput',
      message: { strData: 'x' },
      expect: { meta: { tags: { hook: { stringValue: 'in' } } }, strData: 'x' },
    },
    {
      service: 'OutputTransformer',
      method: 'TransformOutput',
      message: { strData: 'x' },
      expect: { meta: { tags: { hook: { stringValue: 'out' } } }, strData: 'x' },
    },
    {
      service: 'Combiner',
      method: 'Aggregate',
      message: { seldonMessages: [tensor] },
      expect: { meta: {}, strData: '1 inputs' },
    },
  ];
  for (const { service: name, method, message, expect } of cases) {
    test(`${name}.${method} is answered`, async () => {
      const answer = await call(name, method, message);
      assert.deepEqual(plain(answer), plain(expect));
    });
  }

  test('Seldon.GraphMetadata is UNIMPLEMENTED, for there is no graph', async () => {
    await assert.rejects(call('Seldon', 'GraphMetadata', {}), { code: 12, details: /no graph/ });
  });

  for (const [what, path, body, code] of [
    ['bytes that are no message', '/seldon.protos.Model/Predict', 'ffffffff', 13],
    ['bytes that are no Empty', '/seldon.protos.Model/Metadata', 'ffffffff', 13],
    ['a message without data', '/seldon.protos.Model/Predict', '', 3],
    ['a tensor whose shape does not fit', '/seldon.protos.Model/Predict', '1a0712050a01031200', 3],
  ] as const) {
    test(`${what} are answered with status ${code}`, async () => {
      const client = createClient(`127.0.0.1:${door.port}`);
      const answer = await callUnary(client, Buffer.from(body, 'hex'), { path });
      assert.equal(answer.code, code, answer.details);
      client.close();
    });
  }

  test('the deadline reaches the component', async () => {
    const client = createClient(`127.0.0.1:${door.port}`);
    const path = '/seldon.protos.Model/Predict';
    await callUnary(client, Buffer.from('2a0178', 'hex'), { path, options: { deadline: Date.now() + 60_000 } });
    const { deadlineMs } = component.calls.at(-1)!;
    assert.ok(deadlineMs! > Date.now() && deadlineMs! < Date.now() + 61_000);
    client.close();
  });

  test('calls are counted by method and status', async () => {
    const client = createClient(`127.0.0.1:${door.port}`);
    await callUnary(client, Buffer.alloc(0), { path: '/x.Y/Z' });
    await callUnary(client, Buffer.from([255]), { path: '/seldon.protos.Router/Route' });
    client.close();
    const page = metrics.render();
    assert.match(page, /radiant_requests_total\{[^}]*code="OK"[^}]*method="predict"[^}]*protocol="grpc"[^}]*\} \d/);
    assert.match(page, /radiant_requests_total\{[^}]*code="INTERNAL"[^}]*method="router"/);
    assert.match(page, /radiant_requests_total\{[^}]*code="UNIMPLEMENTED"[^}]*method="other"/);
  });
});

/** Protobuf's Struct values as grpc-js gives them, without the names of oneofs. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner) => {
      if (key === 'kind' || key === 'dataOneof' || key === 'data_oneof') return undefined;
      return inner !== null && typeof inner === 'object' && 'fields' in inner ? inner.fields : inner;
    }),
  );
}

describe('a component that fails', () => {
  const failures: readonly { thrown: RadiantError; code: number; details: string }[] = [
    {
      thrown: new RadiantError('UNKNOWN', 'text of the exception', { reason: 'MICROSERVICE_INTERNAL_ERROR' }),
      code: 2,
      details: 'text of the exception',
    },
    {
      thrown: new RadiantError('UNKNOWN', 'pay first', { reason: 'UNPAID', httpStatus: 402 }),
      code: 3,
      details: 'pay first',
    },
    {
      thrown: new RadiantError('UNAVAILABLE', 'the worker died', { reason: 'WORKER_CRASHED' }),
      code: 14,
      details: 'the worker died',
    },
  ];
  for (const { thrown, code, details } of failures) {
    for (const later of [false, true]) {
      test(`with ${thrown.code} ${thrown.httpStatus ?? ''} ${later ? 'later' : 'at once'} is told as status ${code}`, async () => {
        const component = createTestComponent({
          predict: () => {
            if (later) return Promise.reject(thrown);
            throw thrown;
          },
        });
        const metrics = createMetrics({}, { process: false });
        const service = openService({ component, settings: TEST_SETTINGS, metrics, log: createTestLog() });
        const door = await openGrpcDoor({
          service,
          models: createSingleDirectory(service, 'model'),
          host: '127.0.0.1',
          port: 0,
          limits: DEFAULT_LIMITS,
          log: createTestLog(),
          accessLog: false,
        });
        const client = createClient(`127.0.0.1:${door.port}`);
        const answer = await callUnary(client, Buffer.from('2a0178', 'hex'), { path: '/seldon.protos.Model/Predict' });
        assert.deepEqual([answer.code, answer.details], [code, details]);
        client.close();
        await door.close();
        metrics.close();
      });
    }
  }
});

test('raw hooks get the bytes and their answer goes out as it is, its metrics counted', async () => {
  // meta { metrics { key: "mine", type: GAUGE, value: 1.5 } }, strData "x"
  const message = Buffer.from('120f2a0d0a046d696e6510011d0000c03f2a0178', 'hex');
  const component = createTestComponent(
    { predict: () => ({ payload: { kind: 'message', encoding: 'protobuf', bytes: message } }) },
    { rawVerbs: new Set(['predict']) },
  );
  const metrics = createMetrics({}, { process: false });
  const service = openService({ component, settings: TEST_SETTINGS, metrics, log: createTestLog() });
  const door = await openGrpcDoor({
    service,
    models: createSingleDirectory(service, 'model'),
    host: '127.0.0.1',
    port: 0,
    limits: DEFAULT_LIMITS,
    log: createTestLog(),
    accessLog: false,
  });
  const client = createClient(`127.0.0.1:${door.port}`);
  const sent = Buffer.from('2a0179', 'hex');
  const got = await callUnary(client, sent, { path: '/seldon.protos.Model/Predict' });
  assert.ok(got.body?.equals(message));
  const { payload } = component.calls[0]!.inputs[0]!;
  assert.ok(payload.kind === 'message' && Buffer.from(payload.bytes).equals(sent));
  assert.match(metrics.render(), /^mine\{.*\} 1\.5$/m);
  client.close();
  await door.close();
  metrics.close();
});
