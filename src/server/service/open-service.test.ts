import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createListeners, RadiantError } from '../../base/index.ts';
import { createMetrics } from '../../observe/index.ts';
import { type Call, createTensor, type Outcome, type Payload, type Verb } from '../../payload/index.ts';
import { createTestComponent, TEST_SETTINGS, type TestComponent } from '../fixtures/create-test-component.ts';
import { createTestLog } from '../fixtures/open-test-door.ts';
import { openService } from './open-service.ts';
import type { Service } from './service.ts';

const ROW: Payload = { kind: 'tensor', tensor: createTensor('float64', [1, 2], Float64Array.of(1, 2)) };

function json(text: string): Payload {
  return { kind: 'json', json: { utf8: Buffer.from(text), lenient: false } };
}

function serve(component: TestComponent, settings = TEST_SETTINGS): Service {
  const metrics = createMetrics({}, { process: false });
  return openService({ component, settings, metrics, log: createTestLog() });
}

function call(verb: Verb, more: Partial<Call> = {}): Call {
  const inputs = verb === 'healthStatus' ? [] : [{ payload: ROW, names: [] }];
  return { verb, inputs, meta: undefined, keepLists: true, ...more };
}

describe('a component without hooks', () => {
  const bare = serve(createTestComponent({}));
  const empty: Outcome = { payload: { kind: 'tensor', tensor: createTensor('float64', [0], new Float64Array(0)) } };
  const cases: readonly { verb: Verb; expect: Outcome }[] = [
    { verb: 'predict', expect: empty },
    { verb: 'sendFeedback', expect: empty },
    { verb: 'transformInput', expect: { payload: ROW } },
    { verb: 'transformOutput', expect: { payload: ROW } },
    { verb: 'healthStatus', expect: { payload: { kind: 'string', value: 'healthy' } } },
  ];
  for (const { verb, expect } of cases) {
    test(`has a default for ${verb}`, () => assert.deepEqual(bare.run(call(verb)), expect));
  }

  for (const [verb, message] of [
    ['route', 'Route not defined'],
    ['aggregate', 'Aggregate not defined'],
  ] as const) {
    test(`refuses ${verb}`, () => {
      assert.throws(() => bare.run(call(verb)), { code: 'INVALID_ARGUMENT', reason: 'MICROSERVICE_BAD_DATA', message });
    });
  }

  test('is asked all the same, for its tags belong to the default answer', () => {
    const tagged: Outcome = { payload: ROW, tags: { own: true } };
    const component = createTestComponent({ transformInput: () => tagged }, { verbs: new Set() });
    assert.deepEqual(serve(component).run(call('transformInput')), tagged);
  });

  test('that says so only when it is called, and later, gets the default too', async () => {
    const missing = new RadiantError('UNIMPLEMENTED', 'no', { reason: 'HOOK_NOT_IMPLEMENTED' });
    const component = createTestComponent({ predict: () => Promise.reject(missing) });
    assert.deepEqual(await serve(component).run(call('predict')), empty);
  });
});

describe('a call', () => {
  test('of a component that answers at once is answered at once', () => {
    const service = serve(createTestComponent({ predict: () => ({ payload: ROW }) }));
    assert.deepEqual(service.run(call('predict')), { payload: ROW });
  });

  test('that fails throws what the component threw', () => {
    const thrown = new RadiantError('UNKNOWN', 'user text', { reason: 'MICROSERVICE_INTERNAL_ERROR' });
    const service = serve(
      createTestComponent({
        predict: () => {
          throw thrown;
        },
      }),
    );
    assert.throws(() => service.run(call('predict')), thrown);
  });

  test('counts own metrics, and names the method in the tags of the answer', () => {
    const service = serve(
      createTestComponent({
        transformInput: () => ({
          payload: ROW,
          metrics: [
            { type: 'COUNTER', key: 'plain', value: 2 },
            { type: 'GAUGE', key: 'tagged', value: 3, tags: { a: 'b' } },
          ],
        }),
      }),
    );
    const outcome = service.run(call('transformInput')) as Outcome;
    assert.deepEqual(outcome.metrics, [
      { type: 'COUNTER', key: 'plain', value: 2 },
      { type: 'GAUGE', key: 'tagged', value: 3, tags: { a: 'b', method: 'inputtransform' } },
    ]);
    assert.match(service.metrics.render(), /plain_total\{.*method="inputtransform".*\} 2/);
  });

  for (const { reward, counted } of [
    { reward: 1.5, counted: /feedback_reward_total\{.*\} 1.5/ },
    { reward: 0, counted: undefined },
    { reward: Number.NaN, counted: undefined },
  ]) {
    test(`with a reward of ${reward} ${counted === undefined ? 'counts nothing' : 'is counted'}`, () => {
      const service = serve(createTestComponent({}));
      void service.run(call('sendFeedback', { feedback: { reward, truth: undefined, routing: undefined } }));
      if (counted === undefined) assert.doesNotMatch(service.metrics.render(), /feedback_total/);
      else assert.match(service.metrics.render(), counted);
    });
  }

  test('with a reward counts nothing when its hook fails', async () => {
    const broken = createTestComponent({ sendFeedback: () => Promise.reject(new Error('no')) });
    const service = serve(broken);
    const feedback = { reward: 1, truth: undefined, routing: undefined };
    await assert.rejects(async () => await service.run(call('sendFeedback', { feedback })));
    assert.doesNotMatch(service.metrics.render(), /feedback_total/);
  });

  test('with a reward counts nothing when the settings say so', () => {
    const service = serve(createTestComponent({}), { ...TEST_SETTINGS, rewardMetrics: false });
    void service.run(call('sendFeedback', { feedback: { reward: 1, truth: undefined, routing: undefined } }));
    assert.doesNotMatch(service.metrics.render(), /feedback_total/);
  });
});

describe('a combiner', () => {
  test('is never asked to combine nothing', () => {
    const component = createTestComponent({ aggregate: () => ({ payload: ROW }) });
    assert.throws(() => serve(component).run(call('aggregate', { inputs: [] })), {
      code: 'INVALID_ARGUMENT',
      reason: 'MICROSERVICE_BAD_DATA',
      message: 'aggregate needs at least one message, but the list of messages is empty',
    });
    assert.deepEqual(component.calls, []);
  });

  test('that is none says so before anything else', () => {
    const bare = serve(createTestComponent({}));
    assert.throws(() => bare.run(call('aggregate', { inputs: [] })), { message: 'Aggregate not defined' });
  });
});

describe('a router', () => {
  const route = (payload: Payload): Outcome =>
    serve(createTestComponent({ route: () => ({ payload, tags: { why: 'x' } }) })).run(call('route')) as Outcome;

  for (const branch of ['1', '-2', '0', '9007199254740993']) {
    test(`may answer ${branch}, which becomes a 1x1 array`, () => {
      const tensor = createTensor('int64', [1, 1], BigInt64Array.of(BigInt(branch)));
      assert.deepEqual(route(json(branch)), { payload: { kind: 'tensor', tensor }, tags: { why: 'x' } });
    });
  }

  test('may answer true, which stays true', () => {
    const { payload } = route(json('true'));
    assert.equal(payload.kind === 'list' && Buffer.from(payload.json.utf8).toString(), '[[true]]');
  });

  const refused: readonly { name: string; payload: Payload; got: string }[] = [
    { name: 'a fraction', payload: json('1.0'), got: '1.0' },
    { name: 'null', payload: json('null'), got: 'null' },
    { name: 'a list', payload: json('[1]'), got: '[1]' },
    { name: 'a text', payload: { kind: 'string', value: '1' }, got: 'a text' },
    { name: 'an array', payload: ROW, got: 'a float64 array of shape [1, 2]' },
    {
      name: "numpy's integer",
      payload: { kind: 'tensor', tensor: createTensor('int64', [], BigInt64Array.of(1n)) },
      got: 'a int64 scalar: 1',
    },
    { name: 'more than 64 bits', payload: json('9223372036854775808'), got: '9223372036854775808' },
  ];
  for (const { name, payload, got } of refused) {
    test(`may not answer ${name}`, () => {
      assert.throws(() => route(payload), {
        reason: 'MICROSERVICE_BAD_DATA',
        message: `Routing response must be int but got ${got}`,
      });
    });
  }

  test('with a raw hook may answer any message', () => {
    const message: Payload = { kind: 'message', encoding: 'json', bytes: Buffer.from('{}') };
    assert.equal(route(message).payload, message);
  });
});

describe('raw hooks', () => {
  const cases = [
    { only: undefined, json: true, protobuf: true },
    { only: 'json', json: true, protobuf: false },
    { only: 'protobuf', json: false, protobuf: true },
  ] as const;
  for (const { only, json: forJson, protobuf } of cases) {
    test(`for ${only ?? 'any'} callers are given their messages alone`, () => {
      const rawOnly = only === undefined ? {} : { rawOnly: new Map([['predict', only]] as const) };
      const service = serve(createTestComponent({}, { rawVerbs: new Set(['predict']), ...rawOnly }));
      assert.equal(service.wantsMessage('predict', 'json'), forJson);
      assert.equal(service.wantsMessage('predict', 'protobuf'), protobuf);
      assert.equal(service.wantsMessage('route', 'json'), false);
    });
  }
});

describe('readiness', () => {
  test('ends when the service drains', () => {
    const service = serve(createTestComponent({}));
    assert.equal(service.isReady(), true);
    service.drain();
    assert.equal(service.isReady(), false);
  });

  test('is told to those who watch, when the service drains and when the component says so', () => {
    const changes = createListeners();
    const service = serve({ ...createTestComponent({}), watchReady: changes.add });
    let told = 0;
    const leave = service.watchReady(() => {
      told++;
    });
    changes.tell();
    service.drain();
    assert.equal(told, 2);
    leave();
    changes.tell();
    service.drain();
    assert.equal(told, 2);
  });

  test('is that of the component', () => {
    const component = createTestComponent({});
    component.isClosed = true;
    assert.equal(serve(component).isReady(), false);
  });
});
