import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RadiantError } from '../../../base/index.ts';
import type { JsonObject } from '../../../payload/index.ts';
import { type SeldonMessageName, seldonMessageFromJson, seldonMessageToJson } from './message-json.ts';

const SAME: readonly { name: string; message?: SeldonMessageName; json: JsonObject }[] = [
  { name: 'an empty message', json: {} },
  { name: 'text with its default value, for it is chosen', json: { strData: '' } },
  { name: 'bytes', json: { binData: 'AP8Q' } },
  { name: 'null as JSON data', json: { jsonData: null } },
  { name: 'nested JSON data', json: { jsonData: { a: [1, 2.5, null, true, 'x', {}, []], __proto__x: {} } } },
  { name: 'an ndarray', json: { data: { names: ['a', 'b'], ndarray: [[1, 'a'], []] } } },
  {
    name: 'numbers that JSON has no word for',
    json: { data: { tensor: { shape: [2], values: ['NaN', '-Infinity'] } } },
  },
  {
    name: 'a TensorProto',
    json: {
      data: {
        tftensor: { dtype: 'DT_INT64', tensorShape: { dim: [{ size: '2' }] }, int64Val: ['9007199254740993', '-1'] },
      },
    },
  },
  {
    name: 'meta and status',
    json: {
      status: { code: -1, info: 'i', reason: 'r', status: 'FAILURE' },
      meta: {
        puid: 'p',
        tags: { a: 1, b: ['x', null], c: { d: false } },
        routing: { r: -1, s: 0 },
        requestPath: { n: 'i:1' },
        metrics: [{ key: 'k', type: 'TIMER', value: 0.1, tags: { t: 'v' } }, {}],
      },
      data: {},
    },
  },
  {
    name: 'an Any of a known type',
    json: { customData: { '@type': 'type.googleapis.com/seldon.protos.Meta', puid: 'x' } },
  },
  {
    name: 'an Any of a value',
    json: { customData: { '@type': 'type.googleapis.com/google.protobuf.Value', value: [1] } },
  },
  { name: 'an Any of an unknown type, as base64', json: { customData: { '@type': 'a/b.C', value: 'CAE=' } } },
  { name: 'an empty Any', json: { customData: {} } },
  { name: 'a list of messages', message: 'SeldonMessageList', json: { seldonMessages: [{ strData: 'a' }, {}] } },
  {
    name: 'feedback',
    message: 'Feedback',
    json: { request: { strData: 'z' }, response: { meta: { routing: { '0': 3 } } }, reward: 0.25, truth: { data: {} } },
  },
];

for (const { name, message = 'SeldonMessage', json } of SAME) {
  test(`${name} comes back from protobuf as it was`, () => {
    assert.deepEqual(seldonMessageToJson(message, seldonMessageFromJson(message, json)), json);
  });
}

const CHANGED: readonly { name: string; given: JsonObject; expect: JsonObject }[] = [
  {
    name: 'snake_case names of the .proto file are taken',
    given: { data: { tftensor: { tensor_content: 'AA==' } } },
    expect: { data: { tftensor: { tensorContent: 'AA==' } } },
  },
  {
    name: 'default values are left out',
    given: { meta: { puid: '', metrics: [{ type: 'COUNTER', value: 0 }] } },
    expect: { meta: { metrics: [{}] } },
  },
  {
    name: 'null is not set',
    given: { meta: null, strData: null, data: { tensor: null, ndarray: [1] } },
    expect: { data: { ndarray: [1] } },
  },
  {
    name: 'integers may be floats and text',
    given: { data: { tensor: { shape: [1.0, '2', '1e0'], values: ['1.5', 2, 3n] } } },
    expect: { data: { tensor: { shape: [1, 2, 1], values: [1.5, 2, 3] } } },
  },
  {
    name: 'base64 may be of the other alphabet and without padding',
    given: { binData: '_-8' },
    expect: { binData: '/+8=' },
  },
  {
    name: 'enums may be numbers, known or not',
    given: { status: { status: 1 }, meta: { metrics: [{ type: 7 }] } },
    expect: { status: { status: 'FAILURE' }, meta: { metrics: [{ type: 7 }] } },
  },
];

for (const { name, given, expect } of CHANGED) {
  test(name, () => {
    assert.deepEqual(seldonMessageToJson('SeldonMessage', seldonMessageFromJson('SeldonMessage', given)), expect);
  });
}

const REFUSED: readonly { name: string; message?: SeldonMessageName; json: unknown; expect: RegExp }[] = [
  { name: 'an unknown field', json: { foo: 1 }, expect: /SeldonMessage: unknown field "foo" \(known: status, meta,/ },
  {
    name: 'a snake_case name that there is not',
    json: { meta: { request_path: {} } },
    expect: /SeldonMessage\.meta: unknown field "request_path"/,
  },
  { name: 'two kinds of data', json: { strData: 'a', data: {} }, expect: /only one may be/ },
  {
    name: 'a field under both of its names',
    json: { data: { tftensor: { tensorContent: '', tensor_content: '' } } },
    expect: /given twice/,
  },
  { name: 'a list for a message', json: { meta: [] }, expect: /SeldonMessage\.meta: must be an object/ },
  { name: 'a message for a list', json: { data: { ndarray: {} } }, expect: /data\.ndarray: must be a list/ },
  { name: 'null in a list', json: { data: { names: [null] } }, expect: /names\[0\]: must be text/ },
  { name: 'a number for a text', json: { strData: 5 }, expect: /strData: must be text/ },
  { name: 'half a character', json: { strData: '\ud800' }, expect: /not valid Unicode/ },
  {
    name: 'text that is no number',
    json: { data: { tensor: { values: ['x'] } } },
    expect: /values\[0\]: must be a number/,
  },
  { name: 'a fraction for an integer', json: { status: { code: 1.5 } }, expect: /status\.code: must be an integer/ },
  { name: 'an integer out of range', json: { status: { code: 2147483648 } }, expect: /2147483648 does not fit int32/ },
  {
    name: 'an unknown name of an enum',
    json: { meta: { metrics: [{ type: 'X' }] } },
    expect: /"X" is none of COUNTER, GAUGE, TIMER/,
  },
  { name: 'broken base64', json: { binData: 'a$' }, expect: /not valid base64/ },
  {
    name: 'a number too large for a float',
    message: 'Feedback',
    json: { reward: 1e39 },
    expect: /Feedback\.reward: 1e\+39 does not fit/,
  },
  { name: 'an Any without a type', json: { customData: { value: 'AA==' } }, expect: /"@type"/ },
];

for (const { name, message = 'SeldonMessage', json, expect } of REFUSED) {
  test(`protobuf JSON refuses ${name}`, () => {
    assert.throws(
      () => seldonMessageFromJson(message, json as JsonObject),
      (error) => error instanceof RadiantError && error.code === 'INVALID_ARGUMENT' && expect.test(error.message),
    );
  });
}

test('protobuf JSON refuses JSON nested too deep', () => {
  let deep: JsonObject['x'] = 1;
  for (let i = 0; i < 200; i++) deep = [deep];
  assert.throws(() => seldonMessageFromJson('SeldonMessage', { jsonData: deep }), /nested deeper than 100/);
});

test('NaN inside a list has no form in protobuf JSON', () => {
  const bytes = seldonMessageFromJson('SeldonMessage', { data: { ndarray: [Number.NaN] } });
  assert.throws(() => seldonMessageToJson('SeldonMessage', bytes), /NaN and Infinity/);
});

test('a key called __proto__ stays a key', () => {
  const json = JSON.parse('{"jsonData":{"__proto__":{"x":1}},"meta":{"tags":{"__proto__":2}}}') as JsonObject;
  const back = seldonMessageToJson('SeldonMessage', seldonMessageFromJson('SeldonMessage', json));
  assert.equal(JSON.stringify(back), JSON.stringify({ meta: json.meta, jsonData: json.jsonData }));
  assert.equal(({} as { x?: unknown }).x, undefined);
});

/** Two messages one after the other are one message. */
function concat(...parts: JsonObject[]): JsonObject {
  const bytes = Buffer.concat(parts.map((part) => seldonMessageFromJson('SeldonMessage', part)));
  return seldonMessageToJson('SeldonMessage', bytes);
}

test('repeated occurrences of a field merge, scalars and members of a oneof take the last', () => {
  assert.deepEqual(concat({ strData: 'a' }, { strData: 'b' }), { strData: 'b' });
  assert.deepEqual(concat({ strData: 'a' }, { jsonData: [1] }), { jsonData: [1] });
  assert.deepEqual(concat({ jsonData: [1] }, { jsonData: ['x'] }), { jsonData: [1, 'x'] });
  assert.deepEqual(concat({ jsonData: { a: 1 } }, { jsonData: { b: 2 } }), { jsonData: { a: 1, b: 2 } });
  assert.deepEqual(concat({ jsonData: { a: 1 } }, { jsonData: [2] }), { jsonData: [2] });
  assert.deepEqual(concat({ data: { ndarray: [1] } }, { data: { tensor: { shape: [1] } } }), {
    data: { tensor: { shape: [1] } },
  });
  assert.deepEqual(concat({ data: { names: ['a'], ndarray: [1] } }, { data: { names: ['b'], ndarray: [2] } }), {
    data: { names: ['a', 'b'], ndarray: [1, 2] },
  });
  assert.deepEqual(concat({ meta: { puid: 'a', tags: { x: 1, y: 1 } } }, { meta: { tags: { x: 2 } } }), {
    meta: { puid: 'a', tags: { x: 2, y: 1 } },
  });
});
