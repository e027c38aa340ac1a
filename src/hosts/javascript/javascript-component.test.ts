import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogLevel, RadiantError } from '../../base/index.ts';
import { createLog } from '../../observe/index.ts';
import {
  type Call,
  type Component,
  createTensor,
  type Outcome,
  type Payload,
  rows,
  type Tensor,
  type Verb,
} from '../../payload/index.ts';
import { seldonMessageFromJson, seldonMessageToJson } from '../../protocols/seldon/index.ts';
import type { CallContext, FeedbackInput, ModelInput } from './index.ts';
import { customMessage, errorWithStatus, response } from './index.ts';
import { createJavascriptComponent } from './javascript-component.ts';

const INTEGERS = tensorPayload(createTensor('int64', [2, 2], BigInt64Array.of(1n, 2n, 3n, 4n)));

test('a sync hook is answered without a promise', () => {
  const component = open({ predict: (x: Tensor) => rows(x).map((row) => [row[0]]) });
  const outcome = component.call(callOf('predict', INTEGERS));
  assert.ok(!(outcome instanceof Promise));
  assert.deepEqual(outcome, { payload: tensorPayload(createTensor('int32', [2, 1], Int32Array.of(1, 3))) });
});

const INPUTS: readonly { readonly name: string; readonly given: Payload; readonly expect: unknown }[] = [
  {
    name: 'whole numbers as doubles',
    given: INTEGERS,
    expect: { dtype: 'float64', shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
  },
  {
    name: 'whole numbers beyond 2^53 as they are',
    given: tensorPayload(createTensor('int64', [1], BigInt64Array.of(9007199254740993n))),
    expect: createTensor('int64', [1], BigInt64Array.of(9007199254740993n)),
  },
  {
    name: 'lists of text as a tensor',
    given: listPayload('[["a","b"]]'),
    expect: createTensor('string', [1, 2], ['a', 'b']),
  },
  {
    name: 'lists with null as values',
    given: listPayload('[1,null,{"a":2}]'),
    expect: createTensor('json', [3], [1, null, { a: 2 }]),
  },
  { name: 'text', given: { kind: 'string', value: 'grüß' }, expect: 'grüß' },
  { name: 'bytes', given: { kind: 'bytes', value: Uint8Array.of(1, 2) }, expect: Uint8Array.of(1, 2) },
  { name: 'JSON', given: jsonPayload('{"a":[1,12345678901234567890]}'), expect: { a: [1, 12345678901234567890n] } },
  {
    name: 'custom messages',
    given: { kind: 'any', typeUrl: 'type.googleapis.com/x', value: Uint8Array.of(1) },
    expect: customMessage('type.googleapis.com/x', Uint8Array.of(1)),
  },
];

for (const { name, given, expect } of INPUTS) {
  test(`a hook gets ${name}`, async () => {
    let seen: unknown;
    const component = open({
      predict(x: unknown) {
        seen = x;
        return [];
      },
    });
    await component.call(callOf('predict', given));
    assert.deepEqual(isObject(seen) && !Array.isArray(seen) && 'dtype' in seen ? { ...seen } : seen, expect);
  });
}

const RESULTS: readonly { readonly name: string; readonly given: unknown; readonly expect: Payload }[] = [
  {
    name: 'nested numbers',
    given: [[1, 2.5]],
    expect: tensorPayload(createTensor('float64', [1, 2], Float64Array.of(1, 2.5))),
  },
  { name: 'whole numbers', given: [0, 2], expect: tensorPayload(createTensor('int32', [2], Int32Array.of(0, 2))) },
  {
    name: 'whole numbers of more than 32 bits',
    given: [2 ** 40],
    expect: tensorPayload(createTensor('int64', [1], BigInt64Array.of(2n ** 40n))),
  },
  {
    name: 'bigints',
    given: [2n ** 60n],
    expect: tensorPayload(createTensor('int64', [1], BigInt64Array.of(2n ** 60n))),
  },
  { name: 'minus zero', given: [-0], expect: tensorPayload(createTensor('float64', [1], Float64Array.of(-0))) },
  {
    name: 'NaN',
    given: [Number.NaN, 1],
    expect: tensorPayload(createTensor('float64', [2], Float64Array.of(Number.NaN, 1))),
  },
  { name: 'nothing at all', given: [], expect: tensorPayload(createTensor('float64', [0], new Float64Array(0))) },
  {
    name: 'rows that are typed arrays',
    given: [Float64Array.of(0.5), Float64Array.of(1.5)],
    expect: tensorPayload(createTensor('float64', [2, 1], Float64Array.of(0.5, 1.5))),
  },
  { name: 'lists of text', given: [['a']], expect: tensorPayload(createTensor('string', [1, 1], ['a'])) },
  {
    name: 'lists of booleans',
    given: [true, false],
    expect: tensorPayload(createTensor('bool', [2], Uint8Array.of(1, 0))),
  },
  { name: 'mixed lists', given: [1, 'a', null], expect: { ...listPayload('[1,"a",null]'), shape: [3] } as Payload },
  { name: 'ragged lists', given: [[1], [1, 2]], expect: listPayload('[[1],[1,2]]') },
  {
    name: 'a typed array',
    given: Float32Array.of(0.5),
    expect: tensorPayload(createTensor('float32', [1], Float32Array.of(0.5))),
  },
  {
    name: 'a tensor',
    given: createTensor('float64', [1, 1], Float64Array.of(3)),
    expect: tensorPayload(createTensor('float64', [1, 1], Float64Array.of(3))),
  },
  { name: 'text', given: 'text', expect: { kind: 'string', value: 'text' } },
  { name: 'bytes', given: Uint8Array.of(7), expect: { kind: 'bytes', value: Uint8Array.of(7) } },
  { name: 'an object', given: { a: 1, b: undefined }, expect: jsonPayload('{"a":1}') },
  {
    name: 'an object with what JSON does not have',
    given: { a: 2n ** 64n, b: Float64Array.of(1, 2), c: Number.POSITIVE_INFINITY, d: new Date(0) },
    expect: jsonPayload('{"a":18446744073709551616,"b":[1,2],"c":1e999,"d":"1970-01-01T00:00:00.000Z"}'),
  },
  {
    name: 'a custom message',
    given: customMessage('t', Uint8Array.of(1)),
    expect: { kind: 'any', typeUrl: 't', value: Uint8Array.of(1) },
  },
];

for (const { name, given, expect } of RESULTS) {
  test(`a hook may return ${name}`, async () => {
    const sync = open({ predict: () => given });
    assert.deepEqual(plain(await sync.call(callOf('predict', INTEGERS))), { payload: plain(expect) });
    const async = open({ predict: async () => given });
    assert.deepEqual(plain(await async.call(callOf('predict', INTEGERS))), { payload: plain(expect) });
  });
}

test('integers that a hook hands on stay integers, and changed ones are answered changed', async () => {
  const echo = open({ predict: (x: Tensor) => x, transformInput: (x: Tensor) => response({ data: x }) });
  assert.deepEqual((await echo.call(callOf('predict', INTEGERS))).payload, INTEGERS);
  assert.deepEqual((await echo.call(callOf('transformInput', INTEGERS))).payload, INTEGERS);
  const inPlace = open({
    predict(x: { data: Float64Array }) {
      x.data[0] = 7;
      return x;
    },
  });
  const { payload } = await inPlace.call(callOf('predict', INTEGERS));
  assert.deepEqual(payload.kind === 'tensor' && [...payload.tensor.data], [7, 2, 3, 4]);
});

const REFUSED: readonly { readonly given: unknown; readonly says: RegExp }[] = [
  {
    given: undefined,
    says: /Unknown data type returned as payload .*Model\.predict returned undefined; is its return statement missing\?/,
  },
  { given: null, says: /Unknown data type returned as payload .*: null/ },
  { given: 5, says: /: 5; to answer with one value return \[5\]/ },
  { given: true, says: /: true; to answer/ },
  { given: new Map(), says: /: Map; turn it into/ },
  { given: () => 1, says: /: a function/ },
  { given: response({ data: undefined as never }), says: /is its return statement missing/ },
];

for (const { given, says } of REFUSED) {
  test(`what cannot be sent is refused: ${String(says)}`, async () => {
    for (const predict of [() => given, async () => given]) {
      await assert.rejects(async () => open({ predict }).call(callOf('predict', INTEGERS)), {
        code: 'INVALID_ARGUMENT',
        reason: 'MICROSERVICE_BAD_DATA',
        httpStatus: 400,
        message: says,
      });
    }
  });
}

test('an exception keeps its text, and its stack is logged once', async () => {
  const lines: string[] = [];
  const failing = () => {
    throw new TypeError('weights are gone');
  };
  for (const predict of [failing, async () => failing()]) {
    lines.length = 0;
    await assert.rejects(async () => open({ predict }, lines).call(callOf('predict', INTEGERS)), {
      code: 'UNKNOWN',
      reason: 'MICROSERVICE_INTERNAL_ERROR',
      httpStatus: 500,
      message: 'weights are gone',
    });
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /Model\.predict threw TypeError: weights are gone\n.*TypeError.*\n\s+at .*failing/);
  }
});

test('an error with a status keeps status and reason, and one of another copy of the package too', async () => {
  const foreign = Object.assign(new Error('too old'), {
    name: 'RadiantError',
    code: 'FAILED_PRECONDITION',
    reason: 'OLD',
    httpStatus: 410,
  });
  const lines: string[] = [];
  const chosen = { httpStatus: 422, reason: 'BAD_AGE', code: 'INVALID_ARGUMENT', message: 'age' };
  const cases = [
    { thrown: errorWithStatus(422, 'age', 'BAD_AGE'), expect: chosen },
    { thrown: foreign, expect: { httpStatus: 410, reason: 'OLD', code: 'FAILED_PRECONDITION', message: 'too old' } },
  ];
  for (const { thrown, expect } of cases) {
    const predict = () => {
      throw thrown;
    };
    await assert.rejects(
      async () => open({ predict }, lines).call(callOf('predict', INTEGERS)),
      (error) => {
        assert.ok(error instanceof RadiantError);
        const { httpStatus, reason, code, message } = error;
        assert.deepEqual({ httpStatus, reason, code, message }, expect);
        return true;
      },
    );
  }
  assert.deepEqual(lines, []);
});

test('tags, metrics and names go with every answer, those of the response last', async () => {
  const model = {
    predict: () =>
      response({
        data: [[1]],
        tags: { b: 2, c: 3 },
        metrics: [{ type: 'GAUGE', key: 'run', value: 2 }],
        names: ['own'],
      }),
    transformInput: () => [[1]],
    tags: async () => ({ a: 1, b: 1 }),
    metrics: () => [{ type: 'COUNTER', key: 'calls', value: 1, tags: { n: 5 } }],
    classNames: () => ['class'],
    featureNames: ['feature'],
  };
  const component = open(model);
  const { payload: _, ...rest } = await component.call(callOf('predict', INTEGERS));
  assert.deepEqual(rest, {
    names: ['own'],
    tags: { a: 1, b: 2, c: 3 },
    metrics: [
      { type: 'COUNTER', key: 'calls', value: 1, tags: { n: '5' } },
      { type: 'GAUGE', key: 'run', value: 2 },
    ],
  });
  assert.deepEqual((await component.call(callOf('transformInput', INTEGERS))).names, ['feature']);
  const missing = await component.call(callOf('transformOutput', INTEGERS));
  assert.deepEqual([missing.payload, missing.names, missing.tags], [INTEGERS, ['class'], { a: 1, b: 1 }]);
});

test('metrics, tags and names that are none are errors of the class', async () => {
  const metric = (value: unknown) => ({ predict: () => [1], metrics: () => [value] });
  for (const bad of [
    { type: 'SUMMARY', key: 'k', value: 1 },
    { type: 'GAUGE', key: 'k' },
    { type: 'GAUGE', value: 1 },
    5,
  ]) {
    await assert.rejects(async () => open(metric(bad)).call(callOf('predict', INTEGERS)), {
      reason: 'MICROSERVICE_BAD_METRIC',
      httpStatus: 500,
      message: /^Bad metric created during request: \[/,
    });
  }
  await assert.rejects(
    async () => open({ predict: () => [1], tags: () => 5 }).call(callOf('predict', INTEGERS)),
    /Model\.tags must give/,
  );
  await assert.rejects(
    async () => open({ predict: () => [1], classNames: 5 }).call(callOf('predict', INTEGERS)),
    /classNames must give/,
  );
});

test('the other hooks get what their verb brings', async () => {
  const seen: unknown[] = [];
  const component = open({
    route: (x: Tensor, { names, meta }: CallContext) => {
      seen.push([...rows(x)[0]!], names, meta);
      return 1;
    },
    aggregate: (xs: readonly ModelInput[], { names }: { names: unknown }) => {
      seen.push(xs.length, names);
      return 'joined';
    },
    sendFeedback: ({ reward, routing, truth, names }: FeedbackInput) => void seen.push(reward, routing, truth, names),
    healthStatus: () => 'well',
  });
  const routed = await component.call({ ...callOf('route', INTEGERS, ['a']), meta: { puid: 'p' } });
  assert.deepEqual(routed.payload, jsonPayload('1'));
  const inputs = [
    { payload: INTEGERS, names: ['a'] },
    { payload: INTEGERS, names: 5 },
  ];
  assert.deepEqual((await component.call({ ...callOf('aggregate'), inputs })).payload, {
    kind: 'string',
    value: 'joined',
  });
  const feedback = { reward: 1.5, truth: { kind: 'string', value: 'yes' } as Payload, routing: 2 };
  const fed = await component.call({ ...callOf('sendFeedback', INTEGERS, ['n']), feedback });
  assert.deepEqual(fed.payload, tensorPayload(createTensor('float64', [0], new Float64Array(0))));
  assert.deepEqual((await component.call(callOf('healthStatus'))).payload, { kind: 'string', value: 'well' });
  assert.deepEqual(seen, [[1, 2], ['a'], { puid: 'p' }, 2, [['a'], []], 1.5, 2, 'yes', ['n']]);
});

test('a verb without a hook is for the server, also when only route or aggregate could answer it', async () => {
  for (const model of [{ predict: () => [1] }, { predict: () => [1], tags: () => ({}) }]) {
    await assert.rejects(async () => open(model).call(callOf('route', INTEGERS)), { reason: 'HOOK_NOT_IMPLEMENTED' });
  }
  await assert.rejects(async () => open({ route: () => 1 }).call(callOf('predict', INTEGERS)), {
    reason: 'HOOK_NOT_IMPLEMENTED',
  });
});

test('a raw hook gets and gives the message as a JSON object, over JSON and protobuf alike', async () => {
  const component = open({
    predict: () => 'not this',
    predictRaw: ({ strData }: { strData: string }) => ({ strData: `${strData}!`, meta: { tags: { n: 1n } } }),
  });
  assert.deepEqual([...component.info.rawVerbs], ['predict']);
  const json = await component.call(callOf('predict', message('json', Buffer.from('{"strData":"hi"}'))));
  assert.deepEqual(json.payload, message('json', Buffer.from('{"strData":"hi!","meta":{"tags":{"n":1}}}')));
  const protobuf = await component.call(
    callOf('predict', message('protobuf', seldonMessageFromJson('SeldonMessage', { strData: 'hi' }))),
  );
  assert.ok(protobuf.payload.kind === 'message' && protobuf.payload.encoding === 'protobuf');
  assert.equal(seldonMessageToJson('SeldonMessage', protobuf.payload.bytes).strData, 'hi!');
});

test('a raw hook that gives no message is an error of the class', async () => {
  const protobuf = message('protobuf', seldonMessageFromJson('SeldonMessage', { strData: 'hi' }));
  await assert.rejects(async () => open({ predictRaw: () => ({ nonsense: 1 }) }).call(callOf('predict', protobuf)), {
    httpStatus: 500,
    message: /what the raw hook returned is no SeldonMessage: .*nonsense/,
  });
  await assert.rejects(async () => open({ predictRaw: () => undefined }).call(callOf('predict', protobuf)), {
    httpStatus: 400,
  });
});

test('a body that is handed through unread comes and goes as bytes', async () => {
  const component = open({ predictRaw: (body: Uint8Array) => Buffer.from(body).reverse() });
  const { payload } = await component.call(callOf('predict', message('bytes', Buffer.from('abc'))));
  assert.equal(payload.kind === 'message' && Buffer.from(payload.bytes).toString(), 'cba');
});

test('the signal of a call fires when the caller goes or its time is over', async () => {
  const signals: AbortSignal[] = [];
  const component = open({
    predict: (_: unknown, context: CallContext) => [signals.push(context.signal, context.signal)],
  });
  const gone = new AbortController();
  await component.call({ ...callOf('predict', INTEGERS), signal: gone.signal, deadlineMs: Date.now() + 60_000 });
  gone.abort();
  await component.call({ ...callOf('predict', INTEGERS), deadlineMs: Date.now() - 1 });
  await component.call(callOf('predict', INTEGERS));
  const [aborted, same, late, , never] = signals;
  assert.equal(aborted, same);
  assert.ok(aborted?.aborted);
  await new Promise((resolve) => (late?.aborted ? resolve(0) : late?.addEventListener('abort', resolve)));
  assert.equal(never?.aborted, false);
});

test('closing waits for what runs, until the signal fires, then tells the model', async () => {
  const finish = Promise.withResolvers<number[]>();
  let closed = 0;
  const component = open({ predict: () => finish.promise, close: () => void closed++ });
  const running = component.call(callOf('predict', INTEGERS));
  const closing = component.close();
  assert.equal(component.isReady(), false);
  assert.equal(closed, 0);
  finish.resolve([1]);
  await Promise.all([running, closing]);
  assert.equal(closed, 1);
  const stuck = open({ predict: () => new Promise(() => {}) });
  void stuck.call(callOf('predict', INTEGERS));
  await stuck.close(AbortSignal.abort());
});

test('a cycle in an answer is an error, not a crash', async () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  for (const given of [cycle, [cycle], { list: [cycle] }]) {
    await assert.rejects(async () => open({ predict: () => given }).call(callOf('predict', INTEGERS)), /in a circle/);
  }
});

function open(model: object, lines: string[] = []): Component {
  const level: LogLevel = 'INFO';
  const log = createLog({ level, format: 'human', stream: { write: (line) => lines.push(line) } });
  return createJavascriptComponent({ model, name: 'Model', metadata: undefined, log });
}

function callOf(verb: Verb, payload?: Payload, names: string[] = []): Call {
  return { verb, inputs: payload === undefined ? [] : [{ payload, names }], meta: undefined, keepLists: true };
}

function tensorPayload(tensor: Tensor): Payload {
  return { kind: 'tensor', tensor };
}

function listPayload(text: string): Payload {
  return { kind: 'list', json: { utf8: Buffer.from(text), lenient: false } };
}

function jsonPayload(text: string): Payload {
  return { kind: 'json', json: { utf8: Buffer.from(text), lenient: false } };
}

function message(encoding: 'json' | 'protobuf' | 'bytes', bytes: Uint8Array): Payload {
  return { kind: 'message', encoding, bytes };
}

/** Buffers as their text, which is easier to compare and to read. */
function plain(value: Outcome | Payload): unknown {
  const payload = 'payload' in value ? value.payload : value;
  const shown =
    payload.kind === 'json' || payload.kind === 'list'
      ? { ...payload, json: Buffer.from(payload.json.utf8).toString() }
      : payload;
  return 'payload' in value ? { ...value, payload: shown } : shown;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}
