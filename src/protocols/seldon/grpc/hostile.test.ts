import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { RadiantError } from '../../../base/index.ts';
import { decodeGrpc } from './decode.ts';
import { encodeGrpc } from './encode.ts';
import { type SeldonMessageName, seldonMessageFromJson, seldonMessageToJson } from './message-json.ts';
import type { SeldonCallMethod } from './services.table.ts';

const OPTIONS = { unitName: undefined, unitImage: undefined, includeMetrics: true };
const METHODS: readonly SeldonCallMethod[] = [
  { verb: 'predict', input: 'SeldonMessage', output: 'SeldonMessage' },
  { verb: 'aggregate', input: 'SeldonMessageList', output: 'SeldonMessage' },
  { verb: 'sendFeedback', input: 'Feedback', output: 'SeldonMessage' },
];

/** Reads the bytes in every way, answers what could be read, and lets only errors pass that are the caller's. */
function survive(bytes: Uint8Array): void {
  for (const method of METHODS) {
    tolerate(() => {
      const request = decodeGrpc(method, bytes, OPTIONS);
      const [input] = request.inputs;
      if (input !== undefined) encodeGrpc(method, request, { payload: input.payload }, OPTIONS);
    });
    tolerate(() => seldonMessageToJson(method.input as SeldonMessageName, bytes));
  }
}

function tolerate(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof RadiantError) || error.code === 'INTERNAL') throw error;
  }
}

function goldenMessages(): Uint8Array[] {
  const url = new URL('../../../../tests/golden/microservice-grpc.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as {
    cases: readonly { response: { messageBase64?: string } }[];
  };
  const texts = cases.map((one) => one.response.messageBase64).filter((text) => text !== undefined);
  return [...new Set(texts)].map((text) => Buffer.from(text, 'base64'));
}

const MESSAGES = [
  ...goldenMessages(),
  seldonMessageFromJson('Feedback', {
    request: { data: { ndarray: [[1, 'a']] } },
    reward: 1,
    truth: { data: { tensor: { shape: [1], values: [1] } } },
  }),
  seldonMessageFromJson('SeldonMessageList', {
    seldonMessages: [
      { data: { tftensor: { dtype: 'DT_INT32', tensorShape: { dim: [{ size: 3 }] }, intVal: [1, 2, 3] } } },
    ],
  }),
];

test('every recorded message that is cut short is read or refused', () => {
  for (const bytes of MESSAGES) for (let end = 0; end < bytes.length; end++) survive(bytes.subarray(0, end));
});

test('recorded messages with changed bytes are read or refused', () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...MESSAGES), edits, (message, changes) => {
      const bytes = Uint8Array.from(message);
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      survive(bytes);
    }),
    { numRuns: 5000 },
  );
});

test('random bytes are read or refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), survive), { numRuns: 3000 });
});

/** A length-delimited field. */
function field(number: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = content.length;
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Uint8Array.of((number << 3) | 2, ...length, rest), content]);
}

/** `depth` times the wrapping of `wrap` around nothing. */
function nest(depth: number, wrap: (content: Uint8Array) => Uint8Array): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < depth; i++) bytes = wrap(bytes);
  return bytes;
}

const list = (content: Uint8Array): Uint8Array => field(1, field(6, content));
const struct = (content: Uint8Array): Uint8Array => field(1, field(2, field(5, content)));
const group = (content: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(0x7b), content, Uint8Array.of(0x7c)]);

const DEEP: readonly { name: string; bytes: Uint8Array; expect: RegExp }[] = [
  { name: 'lists in an ndarray', bytes: field(3, field(3, nest(2000, list))), expect: /nested deeper than 100/ },
  { name: 'lists in JSON', bytes: field(6, field(6, nest(2000, list))), expect: /nested deeper than 100/ },
  { name: 'objects in JSON', bytes: field(6, field(5, nest(2000, struct))), expect: /nested deeper than 100/ },
  {
    name: 'objects in a tag',
    bytes: field(2, field(2, field(2, field(5, nest(2000, struct))))),
    expect: /nested deeper than 100/,
  },
  { name: 'groups', bytes: nest(2000, group), expect: /nested deeper than 100/ },
  {
    name: 'more dimensions than an array can have',
    bytes: field(3, field(3, nest(40, list))),
    expect: /more than 32 dimensions/,
  },
];

for (const { name, bytes, expect } of DEEP) {
  test(`too deep is refused: ${name}`, () => {
    assert.throws(
      () => decodeGrpc(METHODS[0]!, bytes, OPTIONS),
      (error) => error instanceof RadiantError && error.code === 'INVALID_ARGUMENT' && expect.test(error.message),
    );
    survive(bytes);
  });
}

const SMALLEST = 20_000;
const many = (part: Uint8Array, times = SMALLEST): Uint8Array => Buffer.concat(Array<Uint8Array>(times).fill(part));
const nothing = Uint8Array.of(0x0a, 0);

const TINY: readonly { name: string; bytes: Uint8Array; expect?: RegExp }[] = [
  { name: 'elements of an ndarray', bytes: field(3, field(3, many(nothing))) },
  { name: 'entries of an object', bytes: field(6, field(5, many(nothing))) },
  { name: 'metrics', bytes: Buffer.concat([field(2, many(Uint8Array.of(0x2a, 0))), field(5, new Uint8Array(0))]) },
  { name: 'names', bytes: field(3, many(nothing)) },
  { name: 'sizes of a tensor', bytes: field(3, field(2, many(Uint8Array.of(0x08, 0)))), expect: /32 dimensions/ },
  {
    name: 'sizes of a TensorProto',
    bytes: field(3, field(4, Buffer.concat([Uint8Array.of(8, 1), field(2, many(field(2, nothing)))]))),
    expect: /32 dimensions/,
  },
  { name: 'pieces of data', bytes: many(field(3, nothing)), expect: /more than 1000 pieces/ },
  { name: 'pieces of an ndarray', bytes: field(3, many(field(3, nothing))), expect: /more than 1000 pieces/ },
];

for (const { name, bytes, expect } of TINY) {
  test(`very many ${name} are ${expect === undefined ? 'read' : 'refused'}`, () => {
    const decode = () => decodeGrpc(METHODS[0]!, bytes, OPTIONS);
    if (expect === undefined) assert.equal(decode().inputs.length, 1);
    else assert.throws(decode, (error) => error instanceof RadiantError && expect.test(error.message));
    survive(bytes);
  });
}
