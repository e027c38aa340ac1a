import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../base/index.ts';
import { decodeRest } from './decode.ts';
import { encodeErrorRest } from './error-body.ts';
import { decodeInferGrpc } from './grpc/index.ts';

const input = (members: string): string => `{"inputs":[{"name":"x",${members}}]}`;

const REFUSED = [
  { name: 'no object', body: '[]', status: 422, says: /the body: Input should be a valid dictionary/ },
  { name: 'an empty body', body: '', status: 422, says: /the body: Field required/ },
  { name: 'inputs that are no list', body: '{"inputs":{}}', status: 422, says: /inputs: .*valid list/ },
  { name: 'an input that is no object', body: '{"inputs":[1]}', status: 422, says: /inputs\[0\]/ },
  {
    name: 'a fraction in a shape',
    body: input('"shape":[1.5],"datatype":"FP32","data":[1]'),
    status: 422,
    says: /shape\[0\]/,
  },
  {
    name: 'a datatype in lower case',
    body: input('"shape":[1],"datatype":"fp32","data":[1]'),
    status: 422,
    says: /datatype/,
  },
  {
    name: 'too few values',
    body: input('"shape":[2,2],"datatype":"FP64","data":[1]'),
    status: 400,
    says: /inputs\[0\]\.shape is \[2, 2\]/,
  },
  {
    name: 'a shape beyond all memory',
    body: input('"shape":[999999999,999999999],"datatype":"FP64","data":[1]'),
    status: 400,
    says: /shape/,
  },
  { name: 'a negative size', body: input('"shape":[-2],"datatype":"FP64","data":[1]'), status: 400, says: /shape/ },
  { name: 'two open sizes', body: input('"shape":[-1,-1],"datatype":"FP64","data":[1]'), status: 400, says: /shape/ },
  {
    name: 'a number that the datatype cannot hold',
    body: input('"shape":[1],"datatype":"INT8","data":[128]'),
    status: 400,
    says: /value 0 does not fit into INT8/,
  },
  {
    name: 'NaN as an integer',
    body: input('"shape":[1],"datatype":"INT32","data":[null]'),
    status: 400,
    says: /value 0 is null, which INT32 cannot hold/,
  },
  {
    name: 'numbers as texts',
    body: input('"shape":[1],"datatype":"BYTES","data":[1]'),
    status: 400,
    says: /a number, which BYTES cannot hold/,
  },
  {
    name: 'ragged texts',
    body: input('"shape":[2],"datatype":"BYTES","data":[["a"],"b"]'),
    status: 400,
    says: /ragged/,
  },
  {
    name: 'an object as data',
    body: input('"shape":[1],"datatype":"FP32","data":{"a":1}'),
    status: 400,
    says: /an object/,
  },
  {
    name: 'lists without end',
    body: input(`"shape":[1],"datatype":"FP32","data":${'['.repeat(400)}${']'.repeat(400)}`),
    status: 400,
    says: /nested deeper|shape/,
  },
  {
    name: 'binary data without the header',
    body: input('"shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}'),
    status: 400,
    says: /Inference-Header-Content-Length/,
  },
];

describe('decode refuses', () => {
  for (const { name, body, status, says } of REFUSED) {
    test(name, () => {
      assert.throws(
        () => decodeRest(Buffer.from(body)),
        (error) => {
          assert.ok(error instanceof RadiantError);
          assert.match(error.message, says);
          assert.equal(error.httpStatus ?? 400, status);
          assert.equal(
            (JSON.parse(encodeErrorRest(error)) as { detail?: unknown }).detail !== undefined,
            status === 422,
          );
          return true;
        },
      );
    });
  }

  const json = Buffer.from(
    '{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}',
  );
  for (const [name, tail, length] of [
    ['binary data that is too short', 3, json.length],
    ['bytes behind the last input', 5, json.length],
    ['a header beyond the body', 4, 10_000],
    ['a header that is no number', 4, Number.NaN],
  ] as const) {
    test(name, () => {
      const body = Buffer.concat([json, new Uint8Array(tail)]);
      assert.throws(() => decodeRest(body, length), { code: 'INVALID_ARGUMENT' });
    });
  }
});

const VALID = Buffer.from(input('"shape":[1,2],"datatype":"FP64","data":[1.5,2e3]'));

test('decode throws nothing but errors of the caller, whatever was cut, added or changed', () => {
  const change = fc.tuple(fc.nat(VALID.length), fc.nat(3), fc.uint8Array({ maxLength: 8 }));
  fc.assert(
    fc.property(change, ([at, cut, added]) => {
      const body = Buffer.concat([VALID.subarray(0, at), added, VALID.subarray(at + cut)]);
      assertCallersFault(() => decodeRest(body));
    }),
    { numRuns: 2000 },
  );
});

test('gRPC decode throws nothing but errors of the caller for random bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => assertCallersFault(() => decodeInferGrpc(bytes))),
    { numRuns: 2000 },
  );
});

function assertCallersFault(decode: () => unknown): void {
  try {
    decode();
  } catch (thrown) {
    assert.ok(thrown instanceof RadiantError && thrown.code === 'INVALID_ARGUMENT', String(thrown));
  }
}
