import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createTensor,
  formatJson,
  type JsonValue,
  type Outcome,
  type Payload,
  type Tensor,
} from '../../payload/index.ts';
import { decodeTensorflow } from './decode.ts';
import { encodeTensorflow } from './encode.ts';
import type { TensorflowForm, TensorflowMethod, TensorflowRequest } from './tensorflow-request.ts';

const request = (form: TensorflowForm): TensorflowRequest => ({
  inputs: [],
  isTable: false,
  form,
  signatureName: undefined,
});

const json = (value: JsonValue): Payload => ({
  kind: 'json',
  json: { utf8: Buffer.from(formatJson(value)), lenient: false },
});
const one = (tensor: Tensor): Payload => ({ kind: 'tensor', tensor });
const scores = createTensor('float32', [2, 2], Float32Array.of(0.1, 0.9, 0.75, 0.25));
const labels = createTensor('string', [2], ['x', 'y']);

const CASES = [
  { name: 'numbers', payload: one(scores), row: '[[0.1,0.9],[0.75,0.25]]', column: '[[0.1,0.9],[0.75,0.25]]' },
  {
    name: 'a float as one',
    payload: one(createTensor('float64', [1], Float64Array.of(2))),
    row: '[2.0]',
    column: '[2.0]',
  },
  {
    name: 'one value',
    payload: one(createTensor('int64', [], BigInt64Array.of(2n ** 60n))),
    row: '[1152921504606846976]',
    column: '1152921504606846976',
  },
  {
    name: 'what is not finite',
    payload: one(createTensor('float32', [2], Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY))),
    row: '[null,-1e999]',
    column: '[null,-1e999]',
  },
  {
    name: 'bytes that are text, and others',
    payload: one(createTensor('bytes', [2], [Buffer.from('é'), Buffer.of(255)])),
    row: '["é",{"b64":"/w=="}]',
    column: '["é",{"b64":"/w=="}]',
  },
  {
    name: 'several outputs',
    payload: {
      kind: 'tensors',
      tensors: [
        { name: 'scores', tensor: scores },
        { name: 'label', tensor: labels },
      ],
    },
    row: '[{"scores":[0.1,0.9],"label":"x"},{"scores":[0.75,0.25],"label":"y"}]',
    column: '{"scores":[[0.1,0.9],[0.75,0.25]],"label":["x","y"]}',
  },
  {
    name: 'one named output, which as bytes must be base64',
    payload: {
      kind: 'tensors',
      tensors: [{ name: 'image_bytes', tensor: createTensor('bytes', [1], [Buffer.from('a')]) }],
    },
    row: '[{"b64":"YQ=="}]',
    column: '[{"b64":"YQ=="}]',
  },
  {
    name: 'an object of lists',
    payload: json({ a: [1, 2], b: ['x', null] }),
    row: '[{"a":1,"b":"x"},{"a":2,"b":null}]',
    column: '{"a":[1,2],"b":["x",null]}',
  },
  {
    name: 'any other object',
    payload: json({ a: [1, 2], b: 'x' }),
    row: '{"a":[1,2],"b":"x"}',
    column: '{"a":[1,2],"b":"x"}',
  },
  { name: 'a text', payload: { kind: 'string', value: 'hi' }, row: '["hi"]', column: '"hi"' },
  { name: 'bytes', payload: { kind: 'bytes', value: Buffer.of(1) }, row: '[{"b64":"AQ=="}]', column: '{"b64":"AQ=="}' },
] as const satisfies readonly { name: string; payload: Payload; row: string; column: string }[];

for (const { name, payload, row, column } of CASES) {
  test(`encode answers ${name} in both forms`, () => {
    assert.equal(encodeTensorflow('predict', request('row'), { payload }), `{"predictions":${row}}`);
    assert.equal(encodeTensorflow('predict', request('column'), { payload }), `{"outputs":${column}}`);
  });
}

const RESULTS = [
  {
    name: 'labels of the columns',
    method: 'classify',
    outcome: { payload: one(scores), names: ['no', 'yes'] },
    expect: '[[["no",0.1],["yes",0.9]],[["no",0.75],["yes",0.25]]]',
  },
  {
    name: 'positions without labels',
    method: 'classify',
    outcome: { payload: one(scores) },
    expect: '[[["0",0.1],["1",0.9]],[["0",0.75],["1",0.25]]]',
  },
  { name: 'a label alone', method: 'classify', outcome: { payload: one(labels) }, expect: '[[["x",1.0]],[["y",1.0]]]' },
  {
    name: 'one number an example',
    method: 'regress',
    outcome: { payload: one(createTensor('float64', [2, 1], Float64Array.of(0.1, 2))) },
    expect: '[0.1,2.0]',
  },
] as const satisfies readonly { name: string; method: TensorflowMethod; outcome: Outcome; expect: string }[];

for (const { name, method, outcome, expect } of RESULTS) {
  test(`${method} answers with ${name}`, () => {
    assert.equal(encodeTensorflow(method, request('row'), outcome), `{"result":${expect}}`);
  });
}

const REFUSED = [
  { name: 'regress of several numbers', method: 'regress', payload: one(scores), says: /one number.*\[2, 2\]/ },
  { name: 'regress of texts', method: 'regress', payload: one(labels), says: /one number.*string/ },
  {
    name: 'classify of pictures',
    method: 'classify',
    payload: one(createTensor('float64', [1, 2, 2], new Float64Array(4))),
    says: /one label.*\[1, 2, 2\]/,
  },
  {
    name: 'rows of outputs of unlike lengths',
    method: 'predict',
    payload: {
      kind: 'tensors',
      tensors: [
        { name: 'a', tensor: scores },
        { name: 'b', tensor: createTensor('bool', [1], Uint8Array.of(1)) },
      ],
    },
    says: /ask with "inputs"/,
  },
] as const satisfies readonly { name: string; method: TensorflowMethod; payload: Payload; says: RegExp }[];

for (const { name, method, payload, says } of REFUSED) {
  test(`encode refuses ${name}`, () => {
    assert.throws(() => encodeTensorflow(method, request('row'), { payload }), says);
  });
}

const DOUBLES = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });

test('what was answered comes back the same when it is sent on', () => {
  const arbitrary = fc.oneof(
    DOUBLES.map((values) => createTensor('float64', [values.length], Float64Array.from(values))),
    fc
      .array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: 1 })
      .map((values) => createTensor('int64', [1, values.length], BigInt64Array.from(values))),
    fc
      .array(fc.boolean(), { minLength: 1 })
      .map((values) => createTensor('bool', [values.length, 1], Uint8Array.from(values, Number))),
    fc
      .array(fc.string({ unit: 'grapheme' }), { minLength: 1 })
      .map((values) => createTensor('string', [values.length], values)),
  );
  fc.assert(
    fc.property(arbitrary, fc.constantFrom('row', 'column'), (tensor, form) => {
      const answer = encodeTensorflow('predict', request(form), { payload: one(tensor) });
      const next = answer.replace('"predictions"', '"instances"').replace('"outputs"', '"inputs"');
      assert.deepEqual(decodeTensorflow('predict', Buffer.from(next)).inputs, [{ name: '', tensor }]);
    }),
  );
});

test('float32 numbers keep their value in the fewest digits', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const payload = one(createTensor('float32', [1], Float32Array.of(value)));
      const { predictions } = JSON.parse(encodeTensorflow('predict', request('row'), { payload })) as {
        predictions: number[];
      };
      assert.equal(Math.fround(predictions[0]!), value === 0 ? predictions[0] : value);
    }),
  );
});
