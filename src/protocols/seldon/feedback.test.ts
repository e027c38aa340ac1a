import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { RadiantError } from '../../base/index.ts';
import { createTensor, type Outcome, type Payload, parseJson } from '../../payload/index.ts';
import { decodeRest, encodeRest } from './index.ts';

const OPTIONS = { unitName: undefined, unitImage: undefined, includeMetrics: true, jsonAsAscii: true };
const decode = (body: string, unitName: string | undefined = undefined) =>
  decodeRest('sendFeedback', Buffer.from(body), { unitName });

/** dtype, shape and elements; for a list its JSON. */
function contents(payload: Payload | undefined): unknown {
  if (payload?.kind === 'list') return parseJson(payload.json.utf8);
  if (payload?.kind !== 'tensor') return payload;
  return [payload.tensor.dtype, payload.tensor.shape, Array.from<unknown>(payload.tensor.data)];
}

const EMPTY = ['float64', [0], []];
const request = (message: string): string => `{"request":${message}}`;

test('features are the floats under data, an empty array for other kinds', () => {
  const cases: [string, unknown][] = [
    ['{}', EMPTY],
    ['{"request":null,"reward":null}', EMPTY],
    [request('{"strData":"a"}'), EMPTY],
    [request('{"jsonData":null,"strData":"x"}'), EMPTY],
    [request('{"data":{}}'), EMPTY],
    [request('{"data":{"ndarray":null}}'), EMPTY],
    [request('{"data":{"ndarray":[[1,2]]}}'), ['float64', [1, 2], [1, 2]]],
    [request('{"data":{"ndarray":[[],[]]}}'), ['float64', [2, 0], []]],
    [request('{"data":{"ndarray":[9007199254740993]}}'), ['float64', [1], [9007199254740992]]],
    [request('{"data":{"ndarray":[NaN]}}'), ['float64', [1], [Number.NaN]]],
    [request('{"data":{"tensor":{"shape":["2"],"values":["1","NaN"]}}}'), ['float64', [2], [1, Number.NaN]]],
    [
      request('{"data":{"tftensor":{"dtype":"DT_INT32","tensorShape":{"dim":[{"size":"1"}]},"intVal":[7]}}}'),
      ['int32', [1], [7]],
    ],
    [request('{"data":{"ndarray":["a",1.5]}}'), ['a', 1.5]],
  ];
  for (const [body, expect] of cases) {
    const { inputs, keepLists } = decode(body);
    assert.deepEqual(contents(inputs[0]?.payload), expect, body);
    assert.equal(keepLists, true);
  }
  const list = decode(request('{"data":{"ndarray":[[1,null]]}}')).inputs[0]?.payload;
  assert.equal(list?.kind === 'list' && Buffer.from(list.json.utf8).toString(), '[[1.0,null]]');
});

test('reward is a float32, truth and names are read, the branch is that of the unit', () => {
  const { feedback, inputs } = decode(
    '{"request":{"data":{"names":["a","b"],"ndarray":[[1,2]]}},"reward":0.1,"truth":{"data":{"ndarray":[[1]]}},' +
      '"response":{"meta":{"routing":{"rt":1,"other":3}}}}',
    'rt',
  );
  assert.deepEqual(inputs[0]?.names, ['a', 'b']);
  assert.equal(feedback?.reward, 0.10000000149011612);
  assert.equal(feedback?.routing, 1);
  assert.deepEqual(contents(feedback?.truth), ['float64', [1, 1], [1]]);
  assert.equal(decode('{"reward":"1.5"}').feedback?.reward, 1.5);
  for (const [reward, expect] of [
    ['true', 1],
    ['false', 0],
    ['" 1."', 1],
    ['"+.5e1"', 5],
  ] as const) {
    assert.equal(decode(`{"reward":${reward}}`).feedback?.reward, expect, reward);
  }
  assert.equal(decode('{"reward":"-Infinity"}').feedback?.reward, Number.NEGATIVE_INFINITY);
  assert.equal(decode('{}').feedback?.reward, 0);
  assert.equal(decode('{}').feedback?.truth, undefined);
  assert.deepEqual(contents(decode('{"truth":{"strData":"a"}}').feedback?.truth), EMPTY);
  assert.equal(decode('{"response":{"meta":{"routing":{"0":1}}}}').feedback?.routing, 1);
  assert.equal(decode('{"response":{"meta":{"routing":{"0":1}}}}', 'x').feedback?.routing, undefined);
});

test('what protobuf does not know is refused and the field is named', () => {
  const cases: [string, RegExp][] = [
    ['{"reward":1,"foo":2}', /^Invalid JSON: .*foo/],
    ['{"reward":"true"}', /^Invalid JSON: .*reward/],
    ['{"reward":"1e40"}', /^Invalid JSON: .*reward/],
    ['{"reward":"x"}', /^Invalid JSON: .*reward/],
    ['{"reward":NaN}', /^Invalid JSON: .*reward/],
    ['{"reward":1e39}', /^Invalid JSON: .*reward/],
    [request('{"foo":1}'), /^Invalid JSON: .*request.*foo/],
    [request('{"str_data":"a"}'), /^Invalid JSON: .*str_data/],
    [request('{"strData":"a","jsonData":1}'), /^Invalid JSON: .*request/],
    [request('{"data":{"ndarray":[1],"tensor":{"shape":[1],"values":[1]}}}'), /^Invalid JSON: .*data/],
    [request('5'), /^Invalid JSON: .*request/],
    [request('{"meta":{"request_path":{"a":"b"}}}'), /^Invalid JSON: .*request_path/],
    [request('{"data":{"ndarray":[[1],[2,3]]}}'), /request\.data\.ndarray\[1\]/],
    [request('{"data":{"tensor":{"shape":[3],"values":[1]}}}'), /request\.data\.tensor\.shape/],
    ['[]', /^Invalid JSON/],
    ['5', /^Invalid JSON/],
    ['null', /^Can't find JSON in data$/],
    ['{', /^Can't find JSON in data$/],
    ['', /^Can't find JSON in data$/],
  ];
  for (const [body, message] of cases) {
    assert.throws(
      () => decode(body),
      (error) =>
        error instanceof RadiantError && error.reason === 'MICROSERVICE_BAD_DATA' && message.test(error.message),
      body,
    );
  }
});

test('answers are in the JSON of protobuf: floats only, nothing that is empty', () => {
  const list = (text: string): Payload => ({ kind: 'list', json: { utf8: Buffer.from(text), lenient: false } });
  const none: Payload = { kind: 'tensor', tensor: createTensor('float64', [0], new Float64Array(0)) };
  const withData = request('{"data":{"ndarray":[[1]]}}');
  const withTensor = request('{"data":{"tensor":{"shape":[1],"values":[1]}}}');
  const cases: [string, Outcome, string][] = [
    [withData, { payload: none }, '{"data":{"ndarray":[]},"meta":{}}'],
    ['{"reward":1}', { payload: none }, '{"data":{"tensor":{"shape":[0]}},"meta":{}}'],
    [withData, { payload: list('[1,"a"]') }, '{"data":{"ndarray":["1","a"]},"meta":{}}'],
    [withData, { payload: list('[[1,2]]') }, '{"data":{"names":["t:0","t:1"],"ndarray":[[1.0,2.0]]},"meta":{}}'],
    [
      withTensor,
      { payload: list('[[1,2]]'), names: ['a', 'b'] },
      '{"data":{"names":["a","b"],"tensor":{"shape":[1,2],"values":[1.0,2.0]}},"meta":{}}',
    ],
    [withTensor, { payload: list('5') }, '{"data":{"tensor":{"values":[5.0]}},"meta":{}}'],
    [
      withData,
      { payload: { kind: 'json', json: { utf8: Buffer.from('{"a":[1,null,"1"]}'), lenient: false } } },
      '{"jsonData":{"a":[1.0,null,"1"]},"meta":{}}',
    ],
    [
      '{"request":{"meta":{"puid":"fb","tags":{"in":1}}}}',
      {
        payload: { kind: 'string', value: 'x' },
        tags: { n: 3, s: 'v' },
        metrics: [
          { type: 'COUNTER', key: 'k', value: 1 },
          { type: 'GAUGE', key: 'g', value: 0 },
        ],
      },
      '{"strData":"x","meta":{"puid":"fb","tags":{"n":3.0,"s":"v"},"metrics":[{"key":"k","value":1},{"key":"g","type":"GAUGE"}]}}',
    ],
  ];
  for (const [body, outcome, expect] of cases) {
    assert.equal(String(encodeRest('sendFeedback', decode(body), outcome, OPTIONS).body), `${expect}\n`);
  }
});

test('recorded feedback requests are answered with the recorded status', () => {
  const url = new URL('../../../tests/golden/microservice-units.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as {
    cases: { id: string; request: { method: string; body?: string }; response: { status: number } }[];
  };
  const recorded = cases.filter(({ id, request: { method } }) => id.includes('/feedback/') && method === 'POST');
  assert.ok(recorded.length > 40);
  for (const item of recorded) {
    // A body that is no object is always the fault of the caller; Seldon takes an empty list for an empty object.
    const expect = /\/list(-b)?$/.test(item.id) ? 400 : item.response.status;
    let status = 200;
    try {
      decode(item.request.body ?? '');
    } catch (thrown) {
      assert.ok(thrown instanceof RadiantError);
      status = 400;
    }
    assert.equal(status, expect, item.id);
  }
});
