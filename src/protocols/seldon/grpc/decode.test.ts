import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../../base/index.ts';
import type { JsonObject, Payload } from '../../../payload/index.ts';
import type { SeldonRequest } from '../seldon-request.ts';
import { decodeGrpc, decodeGrpcRaw } from './decode.ts';
import { type SeldonMessageName, seldonMessageFromJson } from './message-json.ts';
import type { SeldonCallMethod } from './services.table.ts';

const OPTIONS = { unitName: undefined };
const PREDICT: SeldonCallMethod = { verb: 'predict', input: 'SeldonMessage', output: 'SeldonMessage' };
const AGGREGATE: SeldonCallMethod = { verb: 'aggregate', input: 'SeldonMessageList', output: 'SeldonMessage' };
const FEEDBACK: SeldonCallMethod = { verb: 'sendFeedback', input: 'Feedback', output: 'SeldonMessage' };

function decode(json: JsonObject, method = PREDICT, unitName?: string): SeldonRequest {
  const bytes = seldonMessageFromJson(method.input as SeldonMessageName, json);
  return decodeGrpc(method, bytes, { unitName });
}

/** A payload in short: dtype, shape and elements of a tensor, the text of a list, else the value. */
function brief(payload: Payload): unknown {
  switch (payload.kind) {
    case 'tensor':
      return [payload.tensor.dtype, [...payload.tensor.shape], Array.from<unknown>(payload.tensor.data)];
    case 'list':
    case 'json':
      return [payload.kind, Buffer.from(payload.json.utf8).toString(), payload.json.lenient];
    case 'string':
      return payload.value;
    case 'bytes':
      return Buffer.from(payload.value).toString('hex');
    case 'any':
      return [payload.typeUrl, Buffer.from(payload.value).toString('hex')];
    case 'tensors':
      return payload.tensors.map(({ name }) => name);
    case 'message':
      return payload.encoding;
  }
}

const float16 = (values: readonly number[]) => [...new Uint16Array(Float16Array.from(values).buffer)];

const DECODED: readonly { name: string; json: JsonObject; expect: unknown }[] = [
  { name: 'numbers as float64', json: { data: { ndarray: [[1, 2.5]] } }, expect: ['float64', [1, 2], [1, 2.5]] },
  { name: 'an empty list as no numbers', json: { data: { ndarray: [] } }, expect: ['float64', [0], []] },
  { name: 'lists of nothing', json: { data: { ndarray: [[], []] } }, expect: ['float64', [2, 0], []] },
  { name: 'nothing in data', json: { data: {} }, expect: ['float64', [0], []] },
  {
    name: 'mixed elements as floats and text',
    json: { data: { ndarray: [[1, 'a']] } },
    expect: ['list', '[[1.0,"a"]]', false],
  },
  { name: 'truth values', json: { data: { ndarray: [true, 2] } }, expect: ['list', '[true,2.0]', false] },
  {
    name: 'null and objects',
    json: { data: { ndarray: [null, { a: 1e22, b: 1e-7 }] } },
    expect: ['list', '[null,{"a":1e+22,"b":1e-7}]', false],
  },
  {
    name: 'NaN beside text',
    json: { data: { ndarray: [Number.NaN, 'é', -0] } },
    expect: ['list', '[NaN,"é",-0.0]', true],
  },
  {
    name: 'a flat tensor',
    json: { data: { tensor: { shape: [2, 1], values: [1, 2] } } },
    expect: ['float64', [2, 1], [1, 2]],
  },
  {
    name: 'a size to be worked out',
    json: { data: { tensor: { shape: [2, -1], values: [1, 2, 3, 4] } } },
    expect: ['float64', [2, 2], [1, 2, 3, 4]],
  },
  { name: 'a tensor of a single value', json: { data: { tensor: { values: [5] } } }, expect: ['float64', [], [5]] },
  { name: 'a tensor without elements', json: { data: { tensor: { shape: [0, 3] } } }, expect: ['float64', [0, 3], []] },
  { name: 'text', json: { strData: 'café 世界' }, expect: 'café 世界' },
  { name: 'empty text', json: { strData: '' }, expect: '' },
  { name: 'bytes', json: { binData: 'AP8=' }, expect: '00ff' },
  {
    name: 'JSON',
    json: { jsonData: { a: [1, null, 'x'], b: {} } },
    expect: ['json', '{"a":[1.0,null,"x"],"b":{}}', false],
  },
  { name: 'JSON null', json: { jsonData: null }, expect: ['json', 'null', false] },
  { name: 'an opaque message', json: { customData: { '@type': 'a/b.C', value: 'CAE=' } }, expect: ['a/b.C', '0801'] },
  { name: 'an empty opaque message', json: { customData: {} }, expect: ['', ''] },
];

for (const { name, json, expect } of DECODED) {
  test(`decode reads ${name}`, () => {
    const request = decode(json);
    assert.deepEqual(brief(request.inputs[0]!.payload), expect);
    assert.equal(request.keepLists, false);
    assert.deepEqual(request.meta, {});
  });
}

const TF: readonly { name: string; tftensor: JsonObject; expect: unknown }[] = [
  { name: 'float32 values', tftensor: { dtype: 'DT_FLOAT', floatVal: [0.5, 2] }, expect: ['float32', [2], [0.5, 2]] },
  {
    name: 'int64 beyond 2^53',
    tftensor: { dtype: 'DT_INT64', int64Val: ['9007199254740993', '-1'] },
    expect: ['int64', [2], [9007199254740993n, -1n]],
  },
  {
    name: 'uint64',
    tftensor: { dtype: 'DT_UINT64', uint64Val: ['18446744073709551615', '1'] },
    expect: ['uint64', [2], [18446744073709551615n, 1n]],
  },
  {
    name: 'small integers, which wrap around',
    tftensor: { dtype: 'DT_INT8', intVal: [-1, 257] },
    expect: ['int8', [2], [-1, 1]],
  },
  { name: 'truth values', tftensor: { dtype: 'DT_BOOL', boolVal: [true, false] }, expect: ['bool', [2], [1, 0]] },
  {
    name: 'half floats as bits',
    tftensor: { dtype: 'DT_HALF', halfVal: float16([1.5, -2]) },
    expect: ['float16', [2], [1.5, -2]],
  },
  { name: 'one value for all', tftensor: { dtype: 'DT_INT32', intVal: [7] }, expect: ['int32', [2], [7, 7]] },
  { name: 'no value as zeros', tftensor: { dtype: 'DT_DOUBLE' }, expect: ['float64', [2], [0, 0]] },
  { name: 'raw content', tftensor: { dtype: 'DT_INT16', tensorContent: 'AQD//w==' }, expect: ['int16', [2], [1, -1]] },
];

for (const { name, tftensor, expect } of TF) {
  test(`decode reads a TensorProto with ${name}`, () => {
    const request = decode({ data: { tftensor: { tensorShape: { dim: [{ size: '2' }] }, ...tftensor } } });
    assert.deepEqual(brief(request.inputs[0]!.payload), expect);
    assert.equal(request.reply.form, 'tftensor');
  });
}

test('decode reads the texts of a TensorProto as bytes', () => {
  const tftensor = { dtype: 'DT_STRING', tensorShape: { dim: [{ size: 2 }] }, stringVal: ['YQ==', '/w=='] };
  const { payload } = decode({ data: { tftensor } }).inputs[0]!;
  assert.ok(payload.kind === 'tensor' && payload.tensor.dtype === 'bytes');
  assert.deepEqual(
    payload.tensor.data.map((bytes) => [...bytes]),
    [[97], [255]],
  );
});

const dims = (...sizes: number[]): JsonObject => ({ dim: sizes.map((size) => ({ size })) });

const REFUSED: readonly { name: string; json: JsonObject; expect: RegExp }[] = [
  { name: 'a message without data', json: { meta: { puid: 'x' } }, expect: /has no data: set data/ },
  {
    name: 'a ragged ndarray',
    json: { data: { ndarray: [[1, 2], [3]] } },
    expect: /data\.ndarray\[1\] is a list of 1 element/,
  },
  { name: 'numbers beside lists', json: { data: { ndarray: [1, [2]] } }, expect: /data\.ndarray\[1\]/ },
  {
    name: 'too few values',
    json: { data: { tensor: { shape: [3], values: [1, 2] } } },
    expect: /data\.tensor\.shape \[3\] does not fit/,
  },
  { name: 'too many values', json: { data: { tensor: { shape: [1], values: [1, 2] } } }, expect: /does not fit/ },
  {
    name: 'negative sizes',
    json: { data: { tensor: { shape: [-2, -1], values: [1, 2] } } },
    expect: /data\.tensor\.shape\[0\]/,
  },
  {
    name: 'a shape of nothing that is large',
    json: { data: { tensor: { shape: [0, 2147483647] } } },
    expect: /too large for an array without elements/,
  },
  {
    name: 'a TensorProto that one value would fill',
    json: { data: { tftensor: { dtype: 'DT_FLOAT', tensorShape: dims(1e6, 1e6), floatVal: [1] } } },
    expect: /too few/,
  },
  {
    name: 'a TensorProto of nothing that is large',
    json: { data: { tftensor: { dtype: 'DT_BOOL', tensorShape: dims(1e6, 1e6, 0) } } },
    expect: /too large/,
  },
  {
    name: 'a TensorProto with a size below 0',
    json: { data: { tftensor: { dtype: 'DT_FLOAT', tensorShape: dims(-1), floatVal: [1] } } },
    expect: /cannot be/,
  },
  {
    name: 'content that does not fit',
    json: { data: { tftensor: { dtype: 'DT_FLOAT', tensorShape: dims(2), tensorContent: 'AAAA' } } },
    expect: /needs 8 bytes/,
  },
  {
    name: 'a type that is no array',
    json: { data: { tftensor: { dtype: 'DT_RESOURCE' } } },
    expect: /dtype 20 is not supported/,
  },
];

for (const { name, json, expect } of REFUSED) {
  test(`decode refuses ${name}`, () => {
    assert.throws(
      () => decode(json),
      (error) =>
        error instanceof RadiantError &&
        error.code === 'INVALID_ARGUMENT' &&
        error.reason === 'MICROSERVICE_BAD_DATA' &&
        expect.test(error.message),
    );
  });
}

test('decode keeps names, meta and the form of the array', () => {
  const meta = { puid: 'p', tags: { a: [1] }, metrics: [{ key: 'k', value: 0.1 }] };
  const request = decode({ meta, data: { names: ['a', 'é'], tensor: { shape: [1], values: [1] } } });
  assert.deepEqual(request.inputs[0]!.names, ['a', 'é']);
  assert.deepEqual(request.meta, meta);
  assert.deepEqual(request.reply, { envelope: true, form: 'tensor', metas: [meta], puidMeta: meta });
});

test('decode reads a list of messages, and tells which of them has no data', () => {
  const seldonMessages = [{ meta: { puid: 'a' }, strData: 'x' }, { data: { names: ['n'], ndarray: [[1]] } }];
  const request = decode({ seldonMessages }, AGGREGATE);
  assert.deepEqual(
    request.inputs.map(({ payload, names }) => [brief(payload), names]),
    [
      ['x', []],
      [['float64', [1, 1], [1]], ['n']],
    ],
  );
  assert.deepEqual(request.reply, { envelope: true, form: 'none', metas: [{ puid: 'a' }], puidMeta: { puid: 'a' } });
  assert.equal(request.meta, undefined);
  assert.equal(decode({}, AGGREGATE).inputs.length, 0);
  assert.throws(() => decode({ seldonMessages: [{ strData: 'x' }, {}] }, AGGREGATE), /seldonMessages\[1\] has no data/);
});

test('decode takes the arrays of a feedback, its reward as float32 and the branch of the unit', () => {
  const response = { meta: { routing: { '0': 3, unit: 4 } } };
  const json = {
    request: { data: { names: ['a'], ndarray: [[1]] } },
    response,
    reward: 0.1,
    truth: { data: { ndarray: [0] } },
  };
  const request = decode(json, FEEDBACK);
  assert.deepEqual(brief(request.inputs[0]!.payload), ['float64', [1, 1], [1]]);
  assert.deepEqual(request.inputs[0]!.names, ['a']);
  assert.equal(request.feedback?.reward, Math.fround(0.1));
  assert.deepEqual(brief(request.feedback!.truth!), ['float64', [1], [0]]);
  assert.equal(request.feedback?.routing, 3);
  assert.equal(decode(json, FEEDBACK, 'unit').feedback?.routing, 4);
  assert.equal(decode(json, FEEDBACK, 'other').feedback?.routing, undefined);
});

test('decode takes other kinds of data in a feedback as no array', () => {
  const request = decode({ request: { strData: 'z' }, truth: { strData: 'y' } }, FEEDBACK);
  assert.deepEqual(brief(request.inputs[0]!.payload), ['float64', [0], []]);
  assert.deepEqual(brief(request.feedback!.truth!), ['float64', [0], []]);
  const empty = decode({}, FEEDBACK);
  assert.deepEqual(empty.feedback, { reward: 0, truth: undefined, routing: undefined });
  assert.equal(empty.reply.form, 'none');
});

test('decode merges fields that come in pieces and takes the last kind of data', () => {
  const whole = (...parts: JsonObject[]): SeldonRequest =>
    decodeGrpc(PREDICT, Buffer.concat(parts.map((part) => seldonMessageFromJson('SeldonMessage', part))), OPTIONS);
  const merged = whole(
    { data: { names: ['a'], ndarray: [1] }, meta: { puid: 'p' } },
    { data: { names: ['b'], ndarray: [2, 3] } },
  );
  assert.deepEqual(brief(merged.inputs[0]!.payload), ['float64', [3], [1, 2, 3]]);
  assert.deepEqual(merged.inputs[0]!.names, ['a', 'b']);
  assert.deepEqual(brief(whole({ strData: 'a' }, { strData: 'b' }).inputs[0]!.payload), 'b');
  assert.deepEqual(brief(whole({ data: { ndarray: [1] } }, { strData: 'b' }).inputs[0]!.payload), 'b');
  assert.deepEqual(brief(whole({ data: { ndarray: [1] } }, { strData: 'b' }, { data: {} }).inputs[0]!.payload), [
    'float64',
    [0],
    [],
  ]);
  const tensors = whole({ data: { tensor: { shape: [3], values: [1] } } }, { data: { tensor: { values: [2, 3] } } });
  assert.deepEqual(brief(tensors.inputs[0]!.payload), ['float64', [3], [1, 2, 3]]);
});

test('decode reads doubles that are not packed, and steps over fields that it does not know', () => {
  const number = (value: number): number[] => [...new Uint8Array(Float64Array.of(value).buffer)];
  const tensor = [0x08, 2, 0x11, ...number(1.5), 0xa8, 0x06, 1, 0x11, ...number(2.5)];
  const data = [0x12, tensor.length, ...tensor, 0xa2, 0x06, 1, 0xff];
  const bytes = Uint8Array.from([0xaa, 0x06, 2, 1, 2, 0x1a, data.length, ...data]);
  assert.deepEqual(brief(decodeGrpc(PREDICT, bytes, OPTIONS).inputs[0]!.payload), ['float64', [2], [1.5, 2.5]]);
});

test('decode reads an ndarray whose elements are written in an unusual way', () => {
  const one = [0x11, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
  // A length in two bytes, a value that is set twice, and an unknown field beside it.
  const list = [0x0a, 0x89, 0x00, ...one, 0x0a, 11, 0x20, 1, ...one, 0x0a, 11, ...one, 0x78, 1];
  const data = [0x1a, list.length, ...list];
  const bytes = Uint8Array.from([0x1a, data.length, ...data]);
  assert.deepEqual(brief(decodeGrpc(PREDICT, bytes, OPTIONS).inputs[0]!.payload), ['float64', [3], [1, 1, 1]]);
});

test('decode hands the bytes of a raw call on as they are', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  assert.deepEqual(decodeGrpcRaw(PREDICT, bytes).inputs, [
    { payload: { kind: 'message', encoding: 'protobuf', bytes }, names: [] },
  ]);
});
