import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../base/index.ts';
import {
  createTensor,
  type Dtype,
  type Outcome,
  type Payload,
  type Tensor,
  type TensorData,
  type Verb,
} from '../../payload/index.ts';
import { decodeRest, encodeErrorRest, encodeRest } from './index.ts';

const OPTIONS = { unitName: undefined, unitImage: undefined, includeMetrics: true, jsonAsAscii: true };
const NDARRAY = '{"data":{"ndarray":[[1]]}}';
const TENSOR = '{"data":{"tensor":{"shape":[1],"values":[1]}}}';
const TFTENSOR = '{"data":{"tftensor":{"dtype":"DT_FLOAT","tensorShape":{},"floatVal":[1]}}}';
const TEXT = '{"strData":"x"}';
const PLAIN = '[[1,2]]';

function encode(body: string, outcome: Outcome, options = {}, verb: Verb = 'predict'): string {
  const request = decodeRest(verb, Buffer.from(body), { unitName: undefined });
  const answer = encodeRest(verb, request, outcome, { ...OPTIONS, ...options });
  const text = String(answer.body);
  JSON.parse(text);
  assert.ok(text.endsWith('\n'));
  return text.slice(0, -1);
}

function tensor<D extends Dtype>(dtype: D, shape: number[], data: TensorData[D]): Payload {
  return { kind: 'tensor', tensor: createTensor(dtype, shape, data) };
}
const list = (text: string, lenient = false): Payload => ({ kind: 'list', json: { utf8: Buffer.from(text), lenient } });
const json = (text: string, lenient = false): Payload => ({ kind: 'json', json: { utf8: Buffer.from(text), lenient } });
const floats = (...values: number[]): Payload => tensor('float64', [values.length], Float64Array.from(values));

test('payloads are answered in the form of the request', () => {
  const half = tensor('float16', [1], Float16Array.of(1.5));
  const cases: [string, Payload, string][] = [
    [
      NDARRAY,
      floats(1, 2.5, 1e-7, 1e22, 1e16, -0),
      '{"names":[],"ndarray":[1.0,2.5,1e-7,1e+22,10000000000000000.0,-0.0]}',
    ],
    [
      NDARRAY,
      floats(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      '{"names":[],"ndarray":[null,1e999,-1e999]}',
    ],
    [
      TENSOR,
      floats(Number.NaN, Number.POSITIVE_INFINITY, -1),
      '{"names":[],"tensor":{"shape":[3],"values":["NaN","Infinity",-1.0]}}',
    ],
    [TEXT, floats(1), '{"names":[],"tensor":{"shape":[1],"values":[1.0]}}'],
    [
      NDARRAY,
      tensor('int64', [1, 2], BigInt64Array.of(9007199254740993n, -1n)),
      '{"names":["t:0","t:1"],"ndarray":[[9007199254740993,-1]]}',
    ],
    [
      TEXT,
      tensor('uint64', [1, 1], BigUint64Array.of(18446744073709551615n)),
      '{"names":["t:0"],"tensor":{"shape":[1,1],"values":[18446744073709551615]}}',
    ],
    [TENSOR, tensor('bool', [1, 2], Uint8Array.of(1, 0)), '{"names":["t:0","t:1"],"ndarray":[[true,false]]}'],
    [TENSOR, tensor('string', [2], ['é', '"']), '{"names":[],"ndarray":["\\u00e9","\\""]}'],
    [NDARRAY, tensor('json', [2], [null, { a: 1n }]), '{"names":[],"ndarray":[null,{"a":1}]}'],
    [NDARRAY, tensor('int32', [], Int32Array.of(5)), '{"names":[],"ndarray":5}'],
    [TEXT, tensor('int32', [], Int32Array.of(5)), '{"names":[],"tensor":{"shape":[],"values":[5]}}'],
    [NDARRAY, tensor('float64', [2, 0], new Float64Array(0)), '{"names":[],"ndarray":[[],[]]}'],
    [NDARRAY, tensor('float64', [0, 3], new Float64Array(0)), '{"names":["t:0","t:1","t:2"],"ndarray":[]}'],
    [NDARRAY, tensor('float32', [1], Float32Array.of(0.1)), '{"names":[],"ndarray":[0.10000000149011612]}'],
    [NDARRAY, list('[1,2.5]'), '{"names":[],"ndarray":[1,2.5]}'],
    [TEXT, list('[1,2.5]'), '{"names":[],"tensor":{"shape":[2],"values":[1.0,2.5]}}'],
    [TEXT, list('[true,2]'), '{"names":[],"tensor":{"shape":[2],"values":[1,2]}}'],
    [TENSOR, list('[[1,"a"]]'), '{"names":["t:0","t:1"],"ndarray":[[1,"a"]]}'],
    [NDARRAY, list('[NaN,1]', true), '{"names":[],"ndarray":[null,1]}'],
    [TEXT, json('[1,2]'), '{"names":[],"tensor":{"shape":[2],"values":[1,2]}}'],
    [
      TFTENSOR,
      floats(1, 2),
      '{"names":[],"tftensor":{"dtype":"DT_DOUBLE","tensorShape":{"dim":[{"size":"2"}]},"tensorContent":"AAAAAAAA8D8AAAAAAAAAQA=="}}',
    ],
    [
      TFTENSOR,
      half,
      '{"names":[],"tftensor":{"dtype":"DT_HALF","tensorShape":{"dim":[{"size":"1"}]},"halfVal":[15872]}}',
    ],
    [
      TFTENSOR,
      tensor('float32', [1], Float32Array.of(0.1)),
      '{"names":[],"tftensor":{"dtype":"DT_FLOAT","tensorShape":{"dim":[{"size":"1"}]},"floatVal":[0.1]}}',
    ],
    [
      TFTENSOR,
      tensor('bytes', [1], [Buffer.from('é')]),
      '{"names":[],"tftensor":{"dtype":"DT_STRING","tensorShape":{"dim":[{"size":"1"}]},"stringVal":["w6k="]}}',
    ],
    [TFTENSOR, tensor('string', [1], ['a']), '{"names":[],"ndarray":["a"]}'],
  ];
  for (const [body, payload, expect] of cases) assert.equal(encode(body, { payload }), `{"data":${expect},"meta":{}}`);
});

test('other payloads have their own fields', () => {
  const cases: [Payload, string][] = [
    [{ kind: 'string', value: 'caf\u00e9 😀\n' }, '"strData":"caf\\u00e9 \\ud83d\\ude00\\n"'],
    [{ kind: 'bytes', value: Buffer.from([0, 255]) }, '"binData":"AP8="'],
    [json('{"a":1.0,"n":12345678901234567890}'), '"jsonData":{"a":1.0,"n":12345678901234567890}'],
    [json('{"n":-Infinity}', true), '"jsonData":{"n":-1e999}'],
    [json(' "text"'), '"strData": "text"'],
    [
      { kind: 'any', typeUrl: 'type.googleapis.com/x', value: Buffer.from([0]) },
      '"customData":{"@type":"type.googleapis.com/x","value":"AA=="}',
    ],
  ];
  for (const [payload, expect] of cases) assert.equal(encode(TEXT, { payload }), `{${expect},"meta":{}}`);
  assert.match(encode(TEXT, { payload: { kind: 'string', value: 'é' } }, { jsonAsAscii: false }), /"é"/);
});

test('plain JSON is answered without an envelope', () => {
  const cases: [Payload, string][] = [
    [floats(1, Number.NaN), '[1.0,null]'],
    [tensor('int64', [1, 2], BigInt64Array.of(1n, 2n)), '[[1,2]]'],
    [list('["a",1]'), '["a",1]'],
    [{ kind: 'string', value: 'x' }, '"x"'],
    [json('{"a":1}'), '{"a":1}'],
    [{ kind: 'bytes', value: Buffer.from('hi') }, '"aGk="'],
  ];
  for (const [payload, expect] of cases) {
    assert.equal(
      encode(PLAIN, { payload, names: ['a'], tags: { t: 1 }, metrics: [{ type: 'GAUGE', key: 'k', value: 1 }] }),
      expect,
    );
  }
  const decoded = decodeRest('predict', Buffer.from('[["a",null],[1,true]]'), { unitName: undefined });
  assert.equal(decoded.inputs[0]?.payload.kind, 'list');
  for (const body of ['[{"a":[1]}]', '[[1],[2,3]]', '[1,']) {
    assert.throws(() => decodeRest('predict', Buffer.from(body), { unitName: undefined }), RadiantError, body);
  }
});

test('names are those of the component for arrays of two dimensions and more', () => {
  const matrix = tensor('int32', [1, 2], Int32Array.of(1, 2));
  assert.match(encode(NDARRAY, { payload: matrix, names: ['low', 'é', 3] }), /"names":\["low","\\u00e9",3\]/);
  assert.match(encode(NDARRAY, { payload: floats(1), names: ['low'] }), /"names":\[\]/);
});

test('meta is merged: own tags win, metrics follow, the path grows', () => {
  const meta =
    '{"puid":"p","tags":{"t":1,"own":0},"routing":{"r":2},"requestPath":{"n":"i"},"metrics":[{"key":"k"}],"x":1}';
  const body = `{"strData":"x","meta":${meta}}`;
  const payload: Payload = { kind: 'string', value: 's' };
  const own: Outcome = {
    payload,
    tags: { own: 1 },
    metrics: [{ type: 'TIMER', key: 'm', value: 2, tags: { a: 'b' } }],
  };
  const unit = { unitName: 'u', unitImage: 'image:1' };
  const metaOf = (text: string): unknown => JSON.parse(text).meta;
  assert.deepEqual(metaOf(encode(body, own, unit)), {
    puid: 'p',
    tags: { t: 1, own: 1 },
    metrics: [{ key: 'k' }, { key: 'm', type: 'TIMER', value: 2, tags: { a: 'b' } }],
    requestPath: { u: 'image:1', n: 'i' },
  });
  assert.deepEqual(metaOf(encode(body, own, { includeMetrics: false })), {
    puid: 'p',
    tags: { t: 1, own: 1 },
    metrics: [{ key: 'k' }],
    requestPath: { n: 'i' },
  });
  assert.deepEqual(metaOf(encode(body, { payload }, { unitName: 'u' }, 'route')), {
    puid: 'p',
    requestPath: { u: 'NOT_IMPLEMENTED:NOT_IMPLEMENTED' },
  });
  assert.deepEqual(metaOf(encode('{"strData":"x","meta":{"tags":[1],"puid":5}}', { payload })), { puid: 5, tags: [1] });
  assert.deepEqual(metaOf(encode('{"strData":"x","meta":{"tags":{},"puid":"","metrics":null}}', { payload })), {});
  const messages = `[{"strData":"a","meta":{"tags":{"x":1,"y":1},"metrics":[1]}},{"strData":"b","meta":{"puid":"p2","tags":{"y":2},"metrics":[2]}}]`;
  assert.deepEqual(metaOf(encode(messages, { payload }, {}, 'aggregate')), { tags: { x: 1, y: 2 }, metrics: [1, 2] });
});

test('a key __proto__ in tags is a tag like any other', () => {
  const text = encode('{"strData":"x","meta":{"tags":{"__proto__":{"a":1}}}}', {
    payload: floats(1),
    tags: { own: 1 },
  });
  assert.match(text, /"tags":\{"__proto__":\{"a":1\},"own":1\}/);
});

test('answers that are no answer are errors with a clear message', () => {
  const cases: [Payload, RegExp, number][] = [
    [json('null'), /^Unknown data type returned as payload \(must be list or np array\):None.*return/, 400],
    [json('5'), /^Unknown data type returned as payload \(must be list or np array\):5$/, 400],
    [list('[[1,2],[3]]'), /no array.*\[1\] is a list of 1 element/, 500],
    [json(`${'['.repeat(40)}1${']'.repeat(40)}`), /^Unknown data type.*dimensions/, 400],
  ];
  for (const [payload, message, status] of cases) {
    assert.throws(
      () => encode(TEXT, { payload }),
      (error) =>
        error instanceof RadiantError && message.test(error.message) && encodeErrorRest(error).status === status,
    );
  }
});

test('a raw answer goes out as it is, with its own status for predict', () => {
  const raw = (text: string): Outcome => ({ payload: { kind: 'message', encoding: 'json', bytes: Buffer.from(text) } });
  const request = decodeRest('predict', Buffer.from(TEXT), { unitName: undefined });
  const cases: [Verb, string, number, string][] = [
    [
      'predict',
      '{"status":{"code":418,"info":"short and stout","status":1}}',
      418,
      '{"status":{"code":418,"info":"short and stout","status":1}}',
    ],
    ['transformInput', '{"status":{"code":418}}', 200, '{"status":{"code":418}}'],
    ['predict', '{"status":{"code":-1}}', 200, '{"status":{"code":-1}}'],
    ['predict', '[1,2.0,{"three":3}]', 200, '[1,2.0,{"three":3}]'],
    ['predict', 'null', 200, 'null'],
    ['predict', '{"a":NaN}', 200, '{"a":null}'],
  ];
  for (const [verb, text, status, body] of cases) {
    assert.deepEqual(encodeRest(verb, request, raw(text), OPTIONS), { status, body: `${body}\n` });
  }
  const metrics = raw('{"meta":{"metrics":[{"key":"k"}],"puid":"p"},"strData":"m"}');
  const without = encodeRest('predict', request, metrics, { ...OPTIONS, includeMetrics: false });
  assert.equal(without.body, '{"meta":{"puid":"p"},"strData":"m"}\n');
  const bytes: Outcome = { payload: { kind: 'message', encoding: 'bytes', bytes: Buffer.from('{ "a": NaN }') } };
  assert.equal(String(encodeRest('predict', request, bytes, OPTIONS).body), '{ "a": NaN }');
});

test('pretty printing changes only the layout', () => {
  const payload = json('{"a":[1.0,{"b":"x, [y]: {\\"z\\"}"}],"c":{},"d":[]}');
  const pretty = encode(TEXT, { payload }, { prettyPrint: true });
  assert.deepEqual(JSON.parse(pretty), JSON.parse(encode(TEXT, { payload })));
  assert.match(pretty, /^\{\n {2}"jsonData": \{\n {4}"a": \[\n {6}1\.0,/);
});

test('errors have the body that clients of Seldon look for', () => {
  const cases: [RadiantError, number, string, string][] = [
    [
      new RadiantError('INVALID_ARGUMENT', 'é "x"', { reason: 'MICROSERVICE_BAD_DATA' }),
      400,
      '\\u00e9 \\"x\\"',
      'MICROSERVICE_BAD_DATA',
    ],
    [new RadiantError('UNKNOWN', 'boom', { reason: 'MINE', httpStatus: 418 }), 418, 'boom', 'MINE'],
    [new RadiantError('INTERNAL', 'i', { reason: 'INTERNAL_ERROR' }), 500, 'i', 'MICROSERVICE_INTERNAL_ERROR'],
    [new RadiantError('INVALID_ARGUMENT', 's', { reason: 'BAD_SHAPE' }), 400, 's', 'MICROSERVICE_BAD_DATA'],
  ];
  for (const [error, status, info, reason] of cases) {
    const body = `{"status":{"code":-1,"info":"${info}","reason":"${reason}","status":1}}\n`;
    assert.deepEqual(encodeErrorRest(error), { status, body });
  }
});

test('every numeric dtype survives encode and decode in the form that keeps it', () => {
  const dtypes = [
    'float64',
    'float32',
    'float16',
    'int8',
    'int16',
    'int32',
    'int64',
    'uint8',
    'uint16',
    'uint32',
    'uint64',
  ] as const;
  const makers: Record<(typeof dtypes)[number], (bytes: Uint8Array<ArrayBuffer>) => Tensor['data']> = {
    float64: (bytes) => new Float64Array(bytes.buffer),
    float32: (bytes) => new Float32Array(bytes.buffer),
    float16: (bytes) => new Float16Array(bytes.buffer),
    int8: (bytes) => new Int8Array(bytes.buffer),
    int16: (bytes) => new Int16Array(bytes.buffer),
    int32: (bytes) => new Int32Array(bytes.buffer),
    int64: (bytes) => new BigInt64Array(bytes.buffer),
    uint8: (bytes) => bytes,
    uint16: (bytes) => new Uint16Array(bytes.buffer),
    uint32: (bytes) => new Uint32Array(bytes.buffer),
    uint64: (bytes) => new BigUint64Array(bytes.buffer),
  };
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 30 }).map((given) => {
    const copy = new Uint8Array(given.length * 8);
    copy.set(given);
    return copy;
  });
  fc.assert(
    fc.property(fc.constantFrom(...dtypes), bytes, fc.boolean(), (dtype, given, flat) => {
      const data = makers[dtype](given);
      const source = createTensor(dtype, [1, data.length], data as never);
      const sent = encode(TFTENSOR, { payload: { kind: 'tensor', tensor: source } });
      const back = decodeRest('predict', Buffer.from(sent), { unitName: undefined }).inputs[0]?.payload;
      assert.ok(back?.kind === 'tensor');
      assert.deepEqual([back.tensor.dtype, back.tensor.shape], [dtype, source.shape]);
      assert.deepEqual(back.tensor.data, data);
      // As lists the values stay, the type becomes one that JSON has.
      const listed = encode(flat ? TENSOR : NDARRAY, { payload: { kind: 'tensor', tensor: source } });
      const again = decodeRest('predict', Buffer.from(listed), { unitName: undefined }).inputs[0]?.payload;
      const numbers = Array.from<unknown>(data).map(Number);
      if (again?.kind === 'tensor') assert.deepEqual(Array.from<unknown>(again.tensor.data).map(Number), numbers);
      else assert.ok(numbers.some(Number.isNaN) && !flat, 'only null has no place among numbers');
    }),
  );
});
