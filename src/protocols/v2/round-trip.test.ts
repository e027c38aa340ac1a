import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createTensor, type NamedTensor, type Tensor } from '../../payload/index.ts';
import { decodeRest } from './decode.ts';
import { encodeRest, responderOf } from './encode.ts';
import { decodeInferGrpc, encodeInferGrpc } from './grpc/index.ts';
import type { V2Request } from './v2-request.ts';

const floats = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const list = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(element, { maxLength: 20 });

/** One arbitrary per dtype: everything that a caller can send. */
const TENSORS: Readonly<Record<string, fc.Arbitrary<Tensor>>> = {
  bool: list(fc.constantFrom(0, 1)).map((v) => createTensor('bool', [v.length], Uint8Array.from(v))),
  bytes: list(fc.uint8Array({ minLength: 1, maxLength: 5 })).map((v) =>
    createTensor('bytes', [v.length + 1], [Uint8Array.of(0xff), ...v]),
  ),
  float16: list(floats(-6e4, 6e4)).map((v) => createTensor('float16', [v.length], Float16Array.from(v))),
  float32: list(floats(-3e38, 3e38)).map((v) => createTensor('float32', [v.length], Float32Array.from(v))),
  float64: list(floats(-1e308, 1e308)).map((v) => createTensor('float64', [v.length], Float64Array.from(v))),
  int16: list(fc.integer({ min: -32768, max: 32767 })).map((v) =>
    createTensor('int16', [v.length], Int16Array.from(v)),
  ),
  int32: list(fc.integer()).map((v) => createTensor('int32', [v.length, 1], Int32Array.from(v))),
  int64: list(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })).map((v) =>
    createTensor('int64', [v.length], BigInt64Array.from(v)),
  ),
  int8: list(fc.integer({ min: -128, max: 127 })).map((v) => createTensor('int8', [1, v.length], Int8Array.from(v))),
  string: list(fc.string({ unit: 'grapheme' })).map((v) => createTensor('string', [v.length], v)),
  uint16: list(fc.nat(65535)).map((v) => createTensor('uint16', [v.length], Uint16Array.from(v))),
  uint32: list(fc.nat(4294967295)).map((v) => createTensor('uint32', [v.length], Uint32Array.from(v))),
  uint64: list(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map((v) =>
    createTensor('uint64', [v.length], BigUint64Array.from(v)),
  ),
  uint8: list(fc.nat(255)).map((v) => createTensor('uint8', [v.length], Uint8Array.from(v))),
};

const REQUEST: V2Request = {
  id: 'x',
  inputs: [],
  isTable: false,
  outputs: undefined,
  parameters: undefined,
  binaryOutputs: false,
};

/** An answer has the form of a request but for one word. */
function throughRest(given: readonly NamedTensor[], isBinary: boolean): readonly NamedTensor[] {
  const { body, jsonBytes } = encodeRest(
    { ...REQUEST, binaryOutputs: isBinary },
    'x',
    given,
    undefined,
    responderOf('m', ''),
  );
  const bytes = Buffer.from(body as Uint8Array);
  const json = Buffer.from(bytes.subarray(0, jsonBytes).toString().replace('"outputs":[', '"inputs":['));
  return decodeRest(
    Buffer.concat([json, bytes.subarray(jsonBytes ?? bytes.length)]),
    isBinary ? json.length : undefined,
  ).inputs;
}

function throughGrpc(given: readonly NamedTensor[], isRaw: boolean): readonly NamedTensor[] {
  const request = { ...REQUEST, id: 'x', model: 'm', version: '', binaryOutputs: isRaw };
  const answer = encodeInferGrpc(request, 'm', '', given, undefined);
  // Outputs and inputs have the same number; raw contents do not.
  const raw = encodeInferGrpc({ ...request, binaryOutputs: false }, 'm', '', given, undefined);
  return decodeInferGrpc(isRaw ? renumber(answer) : raw).inputs;
}

/** raw_output_contents (6) as raw_input_contents (7): top-level fields only. */
function renumber(message: Uint8Array): Uint8Array {
  const copy = Buffer.from(message);
  for (let at = 0; at < copy.length; ) {
    const tagAt = at;
    let size = 0;
    let shift = 0;
    at++;
    for (;;) {
      const byte = copy[at++]!;
      size |= (byte & 0x7f) << shift;
      shift += 7;
      if (byte < 0x80) break;
    }
    if (copy[tagAt] === ((6 << 3) | 2)) copy[tagAt] = (7 << 3) | 2;
    at += size;
  }
  return copy;
}

/** What a reader sees of a tensor. */
function plain(tensors: readonly NamedTensor[]): unknown {
  return tensors.map(({ name, tensor }) => ({
    name,
    dtype: tensor.dtype,
    shape: tensor.shape,
    data: Array.from(tensor.data as ArrayLike<unknown>, (value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    ),
  }));
}

const WAYS: Readonly<Record<string, (given: readonly NamedTensor[]) => readonly NamedTensor[]>> = {
  JSON: (given) => throughRest(given, false),
  'binary tensors': (given) => throughRest(given, true),
  'gRPC contents': (given) => throughGrpc(given, false),
  'gRPC raw contents': (given) => throughGrpc(given, true),
};

describe('what was encoded is decoded to the same tensor', () => {
  for (const [way, through] of Object.entries(WAYS)) {
    for (const [dtype, tensors] of Object.entries(TENSORS)) {
      // JSON has bytes as base64 of a content type, which is another test.
      if (way === 'JSON' && dtype === 'bytes') continue;
      test(`${dtype} as ${way}`, () => {
        fc.assert(
          fc.property(tensors, tensors, (a, b) => {
            const given = [
              { name: 'a', tensor: a },
              { name: 'b ü', tensor: b },
            ];
            if (way.startsWith('gRPC raw') || a.data.length > 0 || b.data.length > 0 || !way.startsWith('gRPC')) {
              assert.deepEqual(plain(through(given)), plain(given));
            }
          }),
          { numRuns: 30 },
        );
      });
    }
  }
});
