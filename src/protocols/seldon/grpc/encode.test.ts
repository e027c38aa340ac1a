import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../../base/index.ts';
import {
  createTensor,
  type JsonObject,
  type Outcome,
  type Payload,
  type Tensor,
  type Verb,
} from '../../../payload/index.ts';
import { type DataForm, replyForm, type SeldonRequest } from '../seldon-request.ts';
import { type EncodeGrpcOptions, encodeGrpc } from './encode.ts';
import { metricsOfRawMessage } from './encode-raw-message.ts';
import { seldonMessageFromJson, seldonMessageToJson } from './message-json.ts';
import type { SeldonCallMethod } from './services.table.ts';

const OPTIONS: EncodeGrpcOptions = { unitName: undefined, unitImage: undefined, includeMetrics: true };

function requestOf(form: DataForm, meta?: JsonObject): SeldonRequest {
  return { inputs: [], meta, feedback: undefined, keepLists: false, reply: replyForm(true, form, meta) };
}

function methodOf(verb: Verb): SeldonCallMethod {
  return { verb: verb as SeldonCallMethod['verb'], input: 'SeldonMessage', output: 'SeldonMessage' };
}

function encode(
  form: DataForm,
  outcome: Outcome,
  options = OPTIONS,
  meta?: JsonObject,
  verb: Verb = 'predict',
): JsonObject {
  return seldonMessageToJson('SeldonMessage', encodeGrpc(methodOf(verb), requestOf(form, meta), outcome, options));
}

const tensor = (value: Tensor): Payload => ({ kind: 'tensor', tensor: value });
const text = (json: string): { utf8: Uint8Array; lenient: boolean } => ({ utf8: Buffer.from(json), lenient: false });
const list = (json: string): Payload => ({ kind: 'list', json: text(json) });
const json = (value: string): Payload => ({ kind: 'json', json: text(value) });

const ENCODED: readonly {
  name: string;
  form: DataForm;
  payload: Payload;
  names?: Outcome['names'];
  expect: JsonObject;
}[] = [
  {
    name: 'integers as doubles in the form of the request',
    form: 'ndarray',
    payload: tensor(createTensor('int64', [1, 2], BigInt64Array.of(1n, -2n))),
    expect: { data: { names: ['t:0', 't:1'], ndarray: [[1, -2]] } },
  },
  {
    name: 'numbers as tensor when there was no array',
    form: 'none',
    payload: tensor(createTensor('int32', [2], Int32Array.of(1, 2))),
    expect: { data: { tensor: { shape: [2], values: [1, 2] } } },
  },
  {
    name: 'half floats',
    form: 'tensor',
    payload: tensor(createTensor('float16', [1], Float16Array.of(1.5))),
    expect: { data: { tensor: { shape: [1], values: [1.5] } } },
  },
  {
    name: 'unsigned integers beyond 2^53, rounded',
    form: 'none',
    payload: tensor(createTensor('uint64', [1, 1], BigUint64Array.of(2n ** 64n - 1n))),
    expect: { data: { names: ['t:0'], tensor: { shape: [1, 1], values: [2 ** 64] } } },
  },
  {
    name: 'class names',
    form: 'ndarray',
    payload: tensor(createTensor('float64', [1, 1], Float64Array.of(1))),
    names: ['é', 5],
    expect: { data: { names: ['é', '5'], ndarray: [[1]] } },
  },
  {
    name: 'no names for one dimension',
    form: 'ndarray',
    payload: tensor(createTensor('float64', [1], Float64Array.of(1))),
    names: ['a'],
    expect: { data: { ndarray: [1] } },
  },
  {
    name: 'no names when the class has none',
    form: 'ndarray',
    payload: tensor(createTensor('float64', [1, 1], Float64Array.of(1))),
    names: [],
    expect: { data: { ndarray: [[1]] } },
  },
  {
    name: 'a number without dimensions as tensor, which ndarray cannot hold',
    form: 'ndarray',
    payload: tensor(createTensor('float64', [], Float64Array.of(5))),
    expect: { data: { tensor: { values: [5] } } },
  },
  {
    name: 'truth values as ndarray',
    form: 'tensor',
    payload: tensor(createTensor('bool', [1, 2], Uint8Array.of(1, 0))),
    expect: { data: { names: ['t:0', 't:1'], ndarray: [[true, false]] } },
  },
  {
    name: 'texts as ndarray',
    form: 'tensor',
    payload: tensor(createTensor('string', [2], ['a', 'é'])),
    expect: { data: { ndarray: ['a', 'é'] } },
  },
  {
    name: 'bytes as texts',
    form: 'ndarray',
    payload: tensor(createTensor('bytes', [1], [Buffer.from('é')])),
    expect: { data: { ndarray: ['é'] } },
  },
  {
    name: 'any JSON elements',
    form: 'none',
    payload: tensor(createTensor('json', [2, 1, 1], [{ a: 1n }, null])),
    expect: { data: { names: ['t:0'], ndarray: [[[{ a: 1 }]], [[null]]] } },
  },
  {
    name: 'a list of numbers as an array',
    form: 'none',
    payload: list('[[1, 2.5]]'),
    expect: { data: { names: ['t:0', 't:1'], tensor: { shape: [1, 2], values: [1, 2.5] } } },
  },
  {
    name: 'a mixed list as texts',
    form: 'ndarray',
    payload: list('[1, "a", 2.5]'),
    expect: { data: { ndarray: ['1', 'a', '2.5'] } },
  },
  {
    name: 'a list with null as it is',
    form: 'ndarray',
    payload: list('[["a", null]]'),
    expect: { data: { names: ['t:0', 't:1'], ndarray: [['a', null]] } },
  },
  { name: 'text', form: 'ndarray', payload: { kind: 'string', value: '' }, expect: { strData: '' } },
  {
    name: 'bytes of their own',
    form: 'ndarray',
    payload: { kind: 'bytes', value: Uint8Array.of(0, 255) },
    expect: { binData: 'AP8=' },
  },
  {
    name: 'an object',
    form: 'ndarray',
    payload: json('{"a": [1, {"b": null}]}'),
    expect: { jsonData: { a: [1, { b: null }] } },
  },
  { name: 'JSON text as text', form: 'none', payload: json('"x"'), expect: { strData: 'x' } },
  {
    name: 'a JSON list as an array',
    form: 'none',
    payload: json('[1.0, "a"]'),
    expect: { data: { ndarray: ['1.0', 'a'] } },
  },
  {
    name: 'an opaque message',
    form: 'none',
    payload: { kind: 'any', typeUrl: 'a/b', value: Uint8Array.of(1) },
    expect: { customData: { '@type': 'a/b', value: 'AQ==' } },
  },
  {
    name: 'integers with their type in a TensorProto',
    form: 'tftensor',
    payload: tensor(createTensor('int64', [1, 2], BigInt64Array.of(1n, 2n ** 60n))),
    expect: {
      data: {
        names: ['t:0', 't:1'],
        tftensor: {
          dtype: 'DT_INT64',
          tensorShape: { dim: [{ size: '1' }, { size: '2' }] },
          tensorContent: 'AQAAAAAAAAAAAAAAAAAAEA==',
        },
      },
    },
  },
  {
    name: 'one element of a TensorProto in its list',
    form: 'tftensor',
    payload: tensor(createTensor('float32', [1], Float32Array.of(0.1))),
    expect: { data: { tftensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '1' }] }, floatVal: [0.1] } } },
  },
  {
    name: 'bytes in a TensorProto',
    form: 'tftensor',
    payload: tensor(createTensor('bytes', [1], [Uint8Array.of(255)])),
    expect: { data: { tftensor: { dtype: 'DT_STRING', tensorShape: { dim: [{ size: '1' }] }, stringVal: ['/w=='] } } },
  },
  {
    name: 'truth values as ndarray even when a TensorProto was sent',
    form: 'tftensor',
    payload: tensor(createTensor('bool', [1], Uint8Array.of(1))),
    expect: { data: { ndarray: [true] } },
  },
];

for (const { name, form, payload, names, expect } of ENCODED) {
  test(`encode writes ${name}`, () => {
    const outcome: Outcome = names === undefined ? { payload } : { payload, names };
    assert.deepEqual(encode(form, outcome), { meta: {}, ...expect });
  });
}

const REFUSED: readonly { name: string; payload: Payload; names?: Outcome['names']; expect: RegExp }[] = [
  { name: 'a number', payload: json('7'), expect: /Unknown data type returned as payload.*:7/ },
  { name: 'nothing', payload: json('null'), expect: /None/ },
  { name: 'a ragged list', payload: list('[[1], 2]'), expect: /no array/ },
  { name: 'names that are no texts', payload: list('[[1]]'), names: [{}], expect: /class_names/ },
  {
    name: 'millions of empty lists',
    payload: tensor(createTensor('float64', [1e8, 0], new Float64Array(0))),
    expect: /empty lists only/,
  },
  {
    name: 'JSON that no client could read',
    payload: json(`{"a":${'['.repeat(200)}${']'.repeat(200)}}`),
    expect: /nested deeper than 100/,
  },
];

for (const { name, payload, names, expect } of REFUSED) {
  test(`encode refuses ${name}`, () => {
    const outcome: Outcome = names === undefined ? { payload } : { payload, names };
    assert.throws(
      () => encode('ndarray', outcome),
      (error) => error instanceof RadiantError && expect.test(error.message),
    );
  });
}

const STRING: Payload = { kind: 'string', value: 'x' };

test('encode merges the meta of request and component', () => {
  const meta = {
    puid: 'p',
    tags: { a: 1, b: 1 },
    routing: { r: 1 },
    requestPath: { n: 'i:1' },
    metrics: [{ key: 'k', value: 1 }],
  };
  const outcome: Outcome = {
    payload: STRING,
    tags: { b: [2], c: null },
    metrics: [{ type: 'TIMER', key: 't', value: 0.1, tags: { x: 'y' } }],
  };
  const options = { unitName: 'unit', unitImage: 'image:1', includeMetrics: true };
  assert.deepEqual(encode('none', outcome, options, meta).meta, {
    puid: 'p',
    tags: { a: 1, b: [2], c: null },
    requestPath: { unit: 'image:1', n: 'i:1' },
    metrics: [
      { key: 'k', value: 1 },
      { key: 't', type: 'TIMER', value: 0.1, tags: { x: 'y' } },
    ],
  });
  assert.deepEqual(encode('none', outcome, { ...OPTIONS, includeMetrics: false }, meta).meta, {
    puid: 'p',
    tags: { a: 1, b: [2], c: null },
    requestPath: { n: 'i:1' },
    metrics: [{ key: 'k', value: 1 }],
  });
  assert.deepEqual(encode('none', { payload: STRING }, OPTIONS, meta, 'route').meta, { puid: 'p' });
});

test('encode takes true and integers of any size as values of metrics', () => {
  const values: unknown[] = [true, 2n ** 70n];
  const metrics = values.map((value) => ({ type: 'GAUGE', key: 'k', value })) as NonNullable<Outcome['metrics']>;
  assert.deepEqual(encode('none', { payload: STRING, metrics }).meta, {
    metrics: [
      { key: 'k', type: 'GAUGE', value: 1 },
      { key: 'k', type: 'GAUGE', value: 1.1805916e21 },
    ],
  });
});

const RAW: JsonObject = {
  meta: { puid: 'p', metrics: [{ key: 'k' }, { key: 'g', type: 'GAUGE', value: 2, tags: { a: 'b' } }] },
  strData: 'x',
};

test('encode sends what a raw hook answered, protobuf or JSON, with or without its metrics', () => {
  const protobuf = seldonMessageFromJson('SeldonMessage', RAW);
  const payloads: Payload[] = [
    { kind: 'message', encoding: 'protobuf', bytes: protobuf },
    { kind: 'message', encoding: 'json', bytes: Buffer.from(JSON.stringify(RAW)) },
  ];
  for (const payload of payloads) {
    assert.deepEqual(encode('none', { payload }), RAW);
    assert.deepEqual(encode('none', { payload }, { ...OPTIONS, includeMetrics: false }), {
      meta: { puid: 'p' },
      strData: 'x',
    });
  }
});

test('encode refuses what a raw hook answered when it is no message', () => {
  for (const [encoding, bytes] of [
    ['json', '[1]'],
    ['json', '{"foo": 1}'],
    ['bytes', 'x'],
  ] as const) {
    const payload: Payload = { kind: 'message', encoding, bytes: Buffer.from(bytes) };
    assert.throws(() => encode('none', { payload }), /the raw hook/);
  }
});

test('the metrics of a raw answer are found', () => {
  const bytes = seldonMessageFromJson('SeldonMessage', RAW);
  assert.deepEqual(metricsOfRawMessage({ kind: 'message', encoding: 'protobuf', bytes }), [
    { type: 'COUNTER', key: 'k', value: 0 },
    { type: 'GAUGE', key: 'g', value: 2, tags: { a: 'b' } },
  ]);
  assert.deepEqual(metricsOfRawMessage({ kind: 'message', encoding: 'protobuf', bytes: new Uint8Array(0) }), []);
});
