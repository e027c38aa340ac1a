import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadSync, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../../payload/index.ts';
import { decodeGrpc } from './decode.ts';
import { encodeGrpc } from './encode.ts';
import { seldonMessageFromJson, seldonMessageToJson } from './message-json.ts';
import { SELDON_GRPC_SERVICES } from './services.table.ts';

// protobufjs, which proto-loader brings, as an independent reader and writer of the same messages.
const PROTO = fileURLToPath(new URL('../../../../proto', import.meta.url));
const DEFINITIONS = loadSync('prediction.proto', {
  includeDirs: [PROTO],
  longs: String,
  enums: String,
  bytes: String,
  oneofs: true,
});
const PREDICT = method('seldon.protos.Model', 'Predict');
const FEEDBACK = method('seldon.protos.Model', 'SendFeedback');
const RUNS = { numRuns: 300 };
const OPTIONS = { unitName: undefined, unitImage: undefined, includeMetrics: true };
const OWN_PREDICT = SELDON_GRPC_SERVICES['seldon.protos.Model']!.Predict!;

function method(service: string, name: string): MethodDefinition<object, object> {
  return (DEFINITIONS[service] as ServiceDefinition)[name] as MethodDefinition<object, object>;
}

// ------------------------------------------------------------------ protobuf JSON to the objects of protobufjs, and back
function toValue(value: JsonValue): object {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(toValue) } };
  return { structValue: { fields: mapValues(value as JsonObject, toValue) } };
}

interface ValueObject {
  readonly kind?: string;
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly listValue?: { readonly values?: readonly ValueObject[] };
  readonly structValue?: { readonly fields?: Readonly<Record<string, ValueObject>> };
}

function fromValue(value: ValueObject): JsonValue {
  switch (value.kind) {
    case 'numberValue':
      return value.numberValue!;
    case 'stringValue':
      return value.stringValue!;
    case 'boolValue':
      return value.boolValue!;
    case 'listValue':
      return (value.listValue?.values ?? []).map(fromValue);
    case 'structValue':
      return mapValues(value.structValue?.fields ?? {}, fromValue);
    default:
      return null;
  }
}

function mapValues<T, U>(object: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function toMessage(json: JsonObject): object {
  const { meta, data, jsonData, binData, ...rest } = json as Record<string, JsonObject>;
  return {
    ...rest,
    ...(meta === undefined ? {} : { meta: { ...meta, tags: mapValues((meta.tags ?? {}) as JsonObject, toValue) } }),
    ...(data === undefined
      ? {}
      : { data: { ...data, ...(data.ndarray === undefined ? {} : { ndarray: toValueList(data.ndarray) }) } }),
    ...('jsonData' in json ? { jsonData: toValue(jsonData as JsonValue) } : {}),
    ...(binData === undefined ? {} : { binData: Buffer.from(binData as unknown as string, 'base64') }),
  };
}

function toValueList(list: JsonValue): object {
  return { values: (list as readonly JsonValue[]).map(toValue) };
}

// ------------------------------------------------------------------ arbitrary messages, as protobuf JSON
const key = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter((text) => text !== '__proto__' && text.isWellFormed());
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((one) => one.isWellFormed());
const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    double,
    text,
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const float = fc.float({ noNaN: true, noDefaultInfinity: true }).map((one) => (one === 0 ? 1 : one));
const filled = (name: string, values: fc.Arbitrary<unknown>) =>
  values.map((value) => ({ [name]: value }) as JsonObject);
const ndarray = filled('ndarray', fc.array(json, { maxLength: 5 }));
const tensor = filled(
  'tensor',
  fc.record({ shape: fc.array(int32, { minLength: 1 }), values: fc.array(double, { minLength: 1 }) }),
);
const data = fc
  .tuple(fc.array(text, { minLength: 1, maxLength: 4 }), fc.oneof(ndarray, tensor, fc.constant({})))
  .map(([names, array]) => ({ data: { names, ...array } }) as JsonObject);
const meta = fc.record({
  puid: text.filter((one) => one !== ''),
  tags: fc.dictionary(key, json, { minKeys: 1, maxKeys: 3 }),
  routing: fc.dictionary(key, int32, { minKeys: 1, maxKeys: 3 }),
  requestPath: fc.dictionary(key, text, { minKeys: 1, maxKeys: 3 }),
});
const base64 = fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const message = fc
  .tuple(fc.option(meta), fc.oneof(data, filled('strData', text), filled('jsonData', json), filled('binData', base64)))
  .map(([given, payload]) => (given === null ? payload : { meta: given as JsonObject, ...payload }));

/** -0 is equal to 0 in what JSON.parse gives, but not in deepEqual. */
function same(actual: unknown, expected: unknown): void {
  assert.equal(sorted(actual), sorted(expected));
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

test('what protobufjs writes is read as the same JSON', () => {
  fc.assert(
    fc.property(message, (given) => {
      same(seldonMessageToJson('SeldonMessage', PREDICT.requestSerialize(toMessage(given))), given);
    }),
    RUNS,
  );
});

test('what is written is read by protobufjs as the same message', () => {
  fc.assert(
    fc.property(message, (given) => {
      const theirs = PREDICT.requestSerialize(
        PREDICT.requestDeserialize(Buffer.from(seldonMessageFromJson('SeldonMessage', given))),
      );
      same(seldonMessageToJson('SeldonMessage', theirs), given);
    }),
    RUNS,
  );
});

test('feedback written by protobufjs is read as the same JSON', () => {
  fc.assert(
    fc.property(message, message, float, (request, truth, reward) => {
      const theirs = FEEDBACK.requestSerialize({ request: toMessage(request), truth: toMessage(truth), reward });
      const read = seldonMessageToJson('Feedback', theirs);
      same(read, { request, truth, reward: read.reward });
      assert.equal(Math.fround(Number(read.reward)), reward);
    }),
    RUNS,
  );
});

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
const anyDouble = fc.double();

function nest(sizes: readonly number[], values: readonly number[]): JsonValue {
  if (sizes.length === 0) return values[0]!;
  const step = values.length / Math.max(1, sizes[0]!);
  return Array.from({ length: sizes[0]! }, (_, i) => nest(sizes.slice(1), values.slice(i * step, (i + 1) * step)));
}

function count(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}

const arrays = shape.chain((sizes) =>
  fc.tuple(fc.constant(sizes), fc.array(anyDouble, { minLength: count(sizes), maxLength: count(sizes) })),
);

test('numbers of any shape, NaN and infinities among them, pass both ways as protobufjs writes and reads them', () => {
  fc.assert(
    fc.property(arrays, fc.boolean(), ([sizes, values], nested) => {
      const array = nested ? { ndarray: toValueList(nest(sizes, values)) } : { tensor: { shape: sizes, values } };
      const request = decodeGrpc(OWN_PREDICT as never, PREDICT.requestSerialize({ data: array }), OPTIONS);
      const { payload } = request.inputs[0]!;
      assert.ok(payload.kind === 'tensor' && payload.tensor.dtype === 'float64');
      assert.deepEqual(Array.from(payload.tensor.data), values);
      // A list that ends in an empty one cannot say what would have stood inside.
      if (!nested || !sizes.slice(0, -1).includes(0)) assert.deepEqual(payload.tensor.shape, sizes);
      const answer = encodeGrpc(OWN_PREDICT as never, request, { payload }, OPTIONS);
      const theirs = PREDICT.responseDeserialize(Buffer.from(answer)) as Answer;
      const columns = payload.tensor.shape[1] ?? 0;
      assert.deepEqual(
        theirs.data.names ?? [],
        Array.from({ length: columns }, (_, i) => `t:${i}`),
      );
      if (nested) {
        const list = (theirs.data.ndarray?.values ?? []).map(fromValue);
        assert.deepEqual(list, nest(payload.tensor.shape, values));
      } else assert.deepEqual([theirs.data.tensor?.shape, theirs.data.tensor?.values ?? []], [sizes, values]);
    }),
    RUNS,
  );
});

interface Answer {
  readonly data: {
    readonly names?: readonly string[];
    readonly ndarray?: { readonly values?: readonly ValueObject[] };
    readonly tensor?: { readonly shape: readonly number[]; readonly values?: readonly number[] };
  };
}

test('answers with wide rows have names of every length', () => {
  const values = new Float64Array(1234).fill(0.5);
  const request = decodeGrpc(
    OWN_PREDICT as never,
    PREDICT.requestSerialize({ data: { ndarray: toValueList([1]) } }),
    OPTIONS,
  );
  const tensorOf = { dtype: 'float64', shape: [1, 1234], data: values } as const;
  const answer = encodeGrpc(OWN_PREDICT as never, request, { payload: { kind: 'tensor', tensor: tensorOf } }, OPTIONS);
  const theirs = PREDICT.responseDeserialize(Buffer.from(answer)) as Answer;
  assert.deepEqual(
    theirs.data.names,
    Array.from({ length: 1234 }, (_, i) => `t:${i}`),
  );
  assert.deepEqual((theirs.data.ndarray?.values ?? []).map(fromValue), [Array.from(values)]);
});
