import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Call, createTensor, type Payload } from '../../payload/index.ts';
import { createJavascriptComponent } from './javascript-component.ts';

const LOG = { debug() {}, info() {}, warning() {}, error() {}, child: () => LOG };
const TEXT: Payload = { kind: 'string', value: 'a b' };
const CALL: Call = {
  verb: 'predict',
  inputs: [{ payload: TEXT, names: [] }],
  meta: undefined,
  keepLists: false,
  namedAnswers: true,
};

function open(model: object) {
  return createJavascriptComponent({ model, name: 'M', metadata: undefined, log: LOG });
}

async function drain(model: object): Promise<unknown[]> {
  const parts: unknown[] = [];
  for await (const { payload } of open(model).stream!(CALL)!) parts.push(payload);
  return parts;
}

const YIELDING = {
  'a generator': {
    *predict(x: string) {
      yield* x.split(' ');
    },
  },
  'an async generator': {
    async *predict(x: string) {
      yield* x.split(' ');
    },
  },
  'predictStream beside predict': {
    predict: (x: string) => x,
    *predictStream(x: string) {
      yield* x.split(' ');
    },
  },
};

describe('a class that yields', () => {
  for (const [name, model] of Object.entries(YIELDING)) {
    test(`${name} streams one outcome for each value`, async () => {
      assert.deepEqual(await drain(model), [
        { kind: 'string', value: 'a' },
        { kind: 'string', value: 'b' },
      ]);
    });
  }

  test('answers callers that do not stream with all texts as one', async () => {
    assert.deepEqual(await open(YIELDING['a generator']).call(CALL), { payload: { kind: 'string', value: 'ab' } });
  });

  test('answers callers that do not stream with all rows as one array', async () => {
    const model = {
      *predict() {
        yield [[1, 2]];
        yield [[3, 4]];
      },
    };
    const { payload } = await open(model).call(CALL);
    assert.deepEqual(payload, { kind: 'tensor', tensor: createTensor('int32', [2, 2], Int32Array.of(1, 2, 3, 4)) });
  });

  test('tells its exception after what it yielded', async () => {
    const model = {
      *predict() {
        yield 'a';
        throw new Error('broke');
      },
    };
    await assert.rejects(drain(model), { message: 'broke', reason: 'MICROSERVICE_INTERNAL_ERROR' });
  });

  test('a plain predict has no stream', () => {
    assert.equal(open({ predict: (x: string) => x }).stream!(CALL), undefined);
  });
});

test('an object of typed arrays is several outputs for callers who know names, else an object', async () => {
  const model = { predict: () => ({ a: Float32Array.of(0.5), b: Int8Array.of(1) }) };
  const { payload } = await open(model).call(CALL);
  assert.deepEqual(payload, {
    kind: 'tensors',
    tensors: [
      { name: 'a', tensor: createTensor('float32', [1], Float32Array.of(0.5)) },
      { name: 'b', tensor: createTensor('int8', [1], Int8Array.of(1)) },
    ],
  });
  const { namedAnswers: _, ...unnamed } = CALL;
  assert.equal((await open(model).call(unnamed)).payload.kind, 'json');
});

test('a class that takes named tensors gets one under a made-up name from callers who know none', async () => {
  const seen: unknown[] = [];
  const model = {
    takesTensors: true,
    predict(tensors: unknown) {
      seen.push(tensors);
      return tensors;
    },
  };
  const component = open(model);
  assert.equal(component.info.takesTensors, true);
  const tensor = createTensor('int64', [1], BigInt64Array.of(5n));
  const { payload } = await component.call({ ...CALL, inputs: [{ payload: { kind: 'tensor', tensor }, names: [] }] });
  assert.deepEqual(seen, [[{ name: 'input-0', tensor }]]);
  assert.deepEqual(payload, { kind: 'tensors', tensors: [{ name: 'input-0', tensor }] });
});
