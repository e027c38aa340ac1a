import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { JsonObject, JsonValue } from '../../../payload/index.ts';
import { decodeGrpc } from './decode.ts';
import { encodeGrpc } from './encode.ts';
import { encodeMetadataGrpc } from './encode-metadata.ts';
import { type SeldonMessageName, seldonMessageFromJson, seldonMessageToJson } from './message-json.ts';
import { SELDON_GRPC_SERVICES, type SeldonGrpcMethod } from './services.table.ts';

interface Side {
  readonly message?: JsonObject;
  readonly messageBase64?: string;
}

interface GoldenCase {
  readonly id: string;
  readonly kind: string;
  readonly request: Side & { readonly service: string; readonly method: string };
  readonly response: Side & { readonly code?: number };
}

const OPTIONS = { unitName: undefined, unitImage: undefined, includeMetrics: true };
const MESSAGES: ReadonlySet<string> = new Set([
  'SeldonMessage',
  'SeldonMessageList',
  'Feedback',
  'SeldonModelMetadata',
]);

function readCases(file: string): GoldenCase[] {
  const url = new URL(`../../../../tests/golden/${file}`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: GoldenCase[] };
  return cases.filter((one) => one.kind === 'grpc');
}

const CASES = [...readCases('microservice-grpc.json'), ...readCases('microservice-tftensor.json')];

function methodOf(one: GoldenCase): SeldonGrpcMethod | undefined {
  return SELDON_GRPC_SERVICES[one.request.service]?.[one.request.method];
}

/** The records write an Any by its fields, names as in the .proto file, and the numbers of types. */
function toProtobufJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(toProtobufJson);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as JsonObject;
  if ('type_url' in object) return { '@type': object.type_url!, value: object.value ?? '' };
  const entries = Object.entries(object).map(([key, item]): [string, JsonValue] => {
    const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [camel, key === 'size' ? String(item) : key === 'dtype' && item === 2 ? 'DT_DOUBLE' : toProtobufJson(item)];
  });
  return Object.fromEntries(entries);
}

function expectedJson(side: Side): JsonObject {
  return toProtobufJson(side.message ?? {}) as JsonObject;
}

function bytesOf(side: Side, message: SeldonMessageName): Uint8Array {
  if (side.messageBase64 !== undefined) return Buffer.from(side.messageBase64, 'base64');
  return seldonMessageFromJson(message, expectedJson(side));
}

/** Fields with their default value stand in some of the recorded requests, but never in what is read. */
function withoutDefaults(json: JsonObject, message: SeldonMessageName): JsonObject {
  return seldonMessageToJson(message, seldonMessageFromJson(message, json));
}

test('every recorded message is read as the JSON beside it, and written back', () => {
  let compared = 0;
  for (const one of CASES) {
    const method = methodOf(one);
    if (method === undefined) continue;
    for (const [side, name] of [
      [one.request, method.input],
      [one.response, method.output],
    ] as const) {
      if (side.message === undefined || !MESSAGES.has(name)) continue;
      const message = name as SeldonMessageName;
      const json = seldonMessageToJson(message, bytesOf(side, message));
      assert.deepEqual(json, withoutDefaults(expectedJson(side), message), one.id);
      compared++;
    }
  }
  assert.ok(compared > 450, `${compared} messages`);
});

test('the echo of a recorded request is the recorded answer, to the byte', () => {
  let compared = 0;
  for (const one of CASES) {
    const method = methodOf(one);
    if (!/EchoModel\/grpc\/predict/.test(one.id) || one.response.code !== 0 || method?.output !== 'SeldonMessage')
      continue;
    // Such a value becomes an array in the worker.
    if (one.id.endsWith('json-list')) continue;
    const request = decodeGrpc(method, bytesOf(one.request, 'SeldonMessage'), OPTIONS);
    const answer = encodeGrpc(method, request, { payload: request.inputs[0]!.payload }, OPTIONS);
    assert.deepEqual(seldonMessageToJson('SeldonMessage', answer), expectedJson(one.response), one.id);
    if (one.response.messageBase64 !== undefined) {
      assert.equal(Buffer.from(answer).toString('base64'), one.response.messageBase64, one.id);
    }
    compared++;
  }
  assert.ok(compared >= 20, `${compared} answers`);
});

test('what DescribeModel was recorded to get is what is decoded', () => {
  let compared = 0;
  for (const one of CASES) {
    const method = methodOf(one);
    if (!/DescribeModel\/grpc\/predict/.test(one.id) || one.response.code !== 0 || method?.output !== 'SeldonMessage')
      continue;
    const { inputs, meta } = decodeGrpc(method, bytesOf(one.request, 'SeldonMessage'), OPTIONS);
    const { payload, names } = inputs[0]!;
    const told = expectedJson(one.response).jsonData as JsonObject;
    assert.deepEqual(names, told.names, one.id);
    assert.deepEqual(meta, told.meta, one.id);
    if (payload.kind === 'tensor')
      assert.deepEqual([payload.tensor.dtype, payload.tensor.shape], [told.dtype, told.shape], one.id);
    else if (payload.kind === 'list') assert.deepEqual(payload.shape, told.shape, one.id);
    else if (payload.kind === 'string') assert.equal(payload.value, told.value, one.id);
    else if (payload.kind === 'bytes') assert.equal(Buffer.from(payload.value).toString('hex'), told.hex, one.id);
    else if (payload.kind === 'json') {
      assert.deepEqual(JSON.parse(Buffer.from(payload.json.utf8).toString()), told.value, one.id);
    } else assert.fail(`${one.id}: ${payload.kind}`);
    compared++;
  }
  assert.ok(compared >= 25, `${compared} requests`);
});

test('metadata is answered as recorded, and as an empty message when it is not valid', () => {
  let compared = 0;
  for (const one of CASES) {
    if (methodOf(one)?.output !== 'SeldonModelMetadata' || one.response.code !== 0) continue;
    const metadata = expectedJson(one.response);
    const answer = encodeMetadataGrpc({ platform: '', inputs: [], outputs: [], custom: {}, ...metadata });
    assert.deepEqual(seldonMessageToJson('SeldonModelMetadata', answer), metadata, one.id);
    compared++;
  }
  assert.ok(compared >= 15, `${compared} answers`);
  assert.equal(encodeMetadataGrpc('invalid').length, 0);
  const odd = encodeMetadataGrpc({ name: 'n', extra: [1], custom: { a: 1, b: true, c: [2] } });
  assert.deepEqual(seldonMessageToJson('SeldonModelMetadata', odd), {
    name: 'n',
    custom: { a: '1', b: 'true', c: '[2]' },
  });
});
