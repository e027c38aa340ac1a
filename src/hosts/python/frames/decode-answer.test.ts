import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../../base/index.ts';
import { createTensor, type Payload, type Tensor } from '../../../payload/index.ts';
import { assertBodySize, decodeAnswer } from './decode-answer.ts';
import { encodeSection } from './encode-section.ts';
import { parseLenient } from './header-json.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text);
const PAYLOADS: readonly Payload[] = [
  tensor(createTensor('float64', [1, 2], Float64Array.of(1.5, Number.NaN))),
  tensor(createTensor('float32', [2], Float32Array.of(1, 2))),
  tensor(createTensor('float16', [3], Float16Array.of(1, 2, 3))),
  tensor(createTensor('int64', [], BigInt64Array.of(-(2n ** 63n)))),
  tensor(createTensor('uint64', [1], BigUint64Array.of(2n ** 64n - 1n))),
  tensor(createTensor('int8', [3], Int8Array.of(-1, 0, 1))),
  tensor(createTensor('bool', [2, 1], Uint8Array.of(0, 1))),
  tensor(createTensor('int32', [0, 4], new Int32Array(0))),
  tensor(createTensor('string', [2], ['é', ''])),
  tensor(createTensor('bytes', [1], [Buffer.from([0, 255])])),
  tensor(createTensor('json', [3], [null, { a: [1] }, 'x'])),
  { kind: 'list', json: { utf8: utf8('[1, [2.0]]'), lenient: false } },
  { kind: 'list', json: { utf8: utf8('[[1, "a"]]'), lenient: false }, shape: [1, 2] },
  { kind: 'json', json: { utf8: utf8('{"a": 1}'), lenient: false } },
  { kind: 'string', value: 'Grüße' },
  { kind: 'bytes', value: Buffer.from([1, 2, 3]) },
  { kind: 'any', typeUrl: 'type.googleapis.com/"x"', value: Buffer.from([9]) },
  { kind: 'message', encoding: 'protobuf', bytes: Buffer.from([8, 1]) },
];

function tensor(value: Tensor): Payload {
  return { kind: 'tensor', tensor: value };
}

for (const payload of PAYLOADS) {
  const what = payload.kind === 'tensor' ? `a ${payload.tensor.dtype} tensor` : `a ${payload.kind}`;
  test(`an answer brings back ${what}, aligned or not`, () => {
    const { members, bytes } = encodeSection(payload);
    const shape = payload.kind === 'list' && payload.shape ? `,"shape":[${payload.shape.join(',')}]` : '';
    const header = { id: 1, output: parseLenient(`{${members}${shape}}`) };
    for (const offset of [0, 1]) {
      const padded = new Uint8Array(offset + Math.ceil(bytes.length / 8) * 8);
      padded.set(bytes, offset);
      const body = padded.subarray(offset);
      assertBodySize(header, body.byteLength);
      assert.deepEqual(plain(decodeAnswer(header, body)), plain({ kind: 'outcome', outcome: { payload } }));
    }
  });
}

/** Buffers and plain byte arrays are the same to us. */
function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

const ERRORS = [
  {
    name: 'an exception of user code',
    error: { message: 'boom', reason: 'MICROSERVICE_INTERNAL_ERROR', httpStatus: 500, traceback: 'T' },
    expect: { code: 'UNKNOWN', reason: 'MICROSERVICE_INTERNAL_ERROR', httpStatus: 500, message: 'boom' },
  },
  {
    name: 'a bad request',
    error: { message: 'bad', reason: 'MICROSERVICE_BAD_DATA', httpStatus: 400 },
    expect: { code: 'INVALID_ARGUMENT', reason: 'MICROSERVICE_BAD_DATA', httpStatus: 400, message: 'bad' },
  },
  {
    name: "user code's own status and reason",
    error: { message: '', reason: 'MINE', httpStatus: 418 },
    expect: { code: 'UNKNOWN', reason: 'MINE', httpStatus: 418, message: '' },
  },
  {
    name: 'a status that HTTP does not have',
    error: { message: 'x', reason: 'MINE', httpStatus: 1402 },
    expect: { code: 'UNKNOWN', reason: 'MINE', httpStatus: 500, message: 'x' },
  },
  {
    name: 'a hook that is not there',
    error: { message: 'no route', reason: 'X', httpStatus: 400, notImplemented: true },
    expect: { code: 'UNIMPLEMENTED', reason: 'HOOK_NOT_IMPLEMENTED', httpStatus: undefined, message: 'no route' },
  },
];

for (const { name, error, expect } of ERRORS) {
  test(`an answer gives the error for ${name}`, () => {
    const answer = decodeAnswer({ id: 1, error }, new Uint8Array(0));
    assert.ok(answer.kind === 'error' && answer.error instanceof RadiantError);
    const { code, reason, httpStatus, message } = answer.error;
    assert.deepEqual({ code, reason, httpStatus, message }, expect);
    assert.equal(answer.traceback, error.traceback);
    assert.equal(answer.isNotRowWise, false);
  });
}

test('an error tells the class of the exception and that a class does not work row by row', () => {
  const error = { message: '', reason: 'X', httpStatus: 500, exception: 'KeyError', notRowWise: true };
  const answer = decodeAnswer({ id: 1, error }, new Uint8Array(0));
  assert.ok(answer.kind === 'error' && answer.isNotRowWise);
  assert.deepEqual(answer.error.cause, { exception: 'KeyError' });
});

test('an answer of the error handler of the class keeps its status, type and body', () => {
  const header = { id: 1, response: { status: 402, contentType: 'text/plain', size: 3 } };
  const answer = decodeAnswer(header, Buffer.from('no!\0\0\0\0\0'));
  assert.ok(answer.kind === 'error' && answer.error.reason === 'USER_RESPONSE');
  assert.deepEqual(plain(answer.error.cause), {
    status: 402,
    contentType: 'text/plain',
    body: new Uint8Array(Buffer.from('no!')),
  });
});

const MALFORMED = [
  { name: 'nothing in it', header: { id: 1 } },
  { name: 'an unknown kind', header: { output: { kind: 'x', size: 0 } } },
  { name: 'an unknown dtype', header: { output: { kind: 'tensor', dtype: 'x', shape: [], size: 0 } } },
  { name: 'a shape with a fraction', header: { output: { kind: 'tensor', dtype: 'bool', shape: [0.5], size: 0 } } },
  { name: 'a negative shape', header: { output: { kind: 'tensor', dtype: 'bool', shape: [-1, 0], size: 0 } } },
  {
    name: 'a shape that the bytes do not fill',
    header: { output: { kind: 'tensor', dtype: 'bool', shape: [1], size: 0 } },
  },
  { name: 'texts that are no JSON', header: { output: { kind: 'tensor', dtype: 'string', shape: [0], size: 0 } } },
  { name: 'a message of an unknown encoding', header: { output: { kind: 'message', encoding: 'x', size: 0 } } },
];

for (const { name, header } of MALFORMED) {
  test(`an answer with ${name} is refused`, () => {
    assert.throws(() => decodeAnswer(header, new Uint8Array(0)));
  });
}

test('sections that do not add up to the body are refused', () => {
  for (const size of [-1, 1.5, 2 ** 60, 9]) {
    assert.throws(() => assertBodySize({ output: { kind: 'bytes', size } }, 8));
  }
  assert.throws(() => assertBodySize({ id: 1 }, 8));
});

test('an answer header of any shape is read or refused, never worse', () => {
  const header = fc.record(
    { output: fc.jsonValue(), error: fc.jsonValue(), response: fc.jsonValue() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(header, (value) => {
      try {
        decodeAnswer(JSON.parse(JSON.stringify(value)), new Uint8Array(8));
      } catch (thrown) {
        assert.ok(thrown instanceof Error);
      }
    }),
  );
});
