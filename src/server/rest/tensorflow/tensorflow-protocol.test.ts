import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Component, createTensor, type Outcome } from '../../../payload/index.ts';
import { createTestComponent, type TestComponent } from '../../fixtures/create-test-component.ts';
import { openTestServer, type TestServer } from '../../fixtures/open-test-server.ts';

const METADATA = {
  name: 'sum',
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
  outputs: [{ name: 'y', datatype: 'INT64', shape: [-1] }],
};

let component: TestComponent;
let server: TestServer;

before(async () => {
  component = createTestComponent(
    { predict: ({ inputs }) => ({ payload: inputs[0]!.payload }) },
    { metadata: METADATA },
  );
  server = await openTestServer(component, { unitId: 'm' });
});
after(() => server.close());

async function get(path: string, of = server): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(of.url + path);
  return { status: answer.status, body: await answer.json() };
}

for (const path of [
  '/v1/models/m:predict',
  '/v1/models/m/:predict',
  '/v1/models/:predict',
  '/v1/models:predict',
  '/v1/models/m/versions/1:predict',
]) {
  test(`${path} answers with predictions`, async () => {
    const { status, body } = await server.post(path, '{"instances": [[1, 2.5]]}');
    assert.deepEqual({ status, body }, { status: 200, body: { predictions: [[1, 2.5]] } });
  });
}

test('a component without several inputs gets objects as one table with names', async () => {
  await server.post('/v1/models/m:predict', '{"instances": [{"a": 1, "b": 0.5}], "signature_name": "s"}');
  const call = component.calls.at(-1);
  const tensor = createTensor('float64', [1, 2], Float64Array.of(1, 0.5));
  assert.deepEqual(call?.inputs, [{ payload: { kind: 'tensor', tensor }, names: ['a', 'b'] }]);
  assert.deepEqual(call?.parameters, { signature_name: 's' });
});

const FAILURES = [
  { path: '/v1/models/other:predict', body: '{"instances": [1]}', status: 404, says: /other not found/ },
  { path: '/v1/models/m/versions/2:predict', body: '{"instances": [1]}', status: 404, says: /version 2/ },
  { path: '/v1/models/m/labels/stable:predict', body: '{"instances": [1]}', status: 404, says: /stable/ },
  { path: '/v1/models/m:predict', body: '', status: 400, says: /JSON/ },
  { path: '/v1/models/m:predict', body: '{"foo": 1}', status: 400, says: /instances/ },
  { path: '/v1/models/m:predict', body: '[1]', status: 400, says: /object/ },
  { path: '/v1/models/m:explain', body: '{"instances": [1]}', status: 404, says: /:predict/ },
  { path: '/v1/models/%ff:predict', body: '{"instances": [1]}', status: 404, says: /:predict/ },
  { path: '/v1/models/m', body: '{}', status: 405, says: /GET/ },
] as const;

for (const { path, body, status, says } of FAILURES) {
  test(`POST ${path} with ${body || 'nothing'} is ${status} in the protocol's form`, async () => {
    const answer = await server.post(path, body);
    assert.equal(answer.status, status);
    assert.match((answer.body as { error: string }).error, says);
    assert.deepEqual(Object.keys(answer.body as object), ['error']);
  });
}

test('status, metadata and the list of models tell of the model', async () => {
  const version = { version: '1', state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } };
  const whole = { name: 'm', ready: true, model_version_status: [version] };
  assert.deepEqual(await get('/v1/models/m'), { status: 200, body: whole });
  assert.deepEqual(await get('/v1/models/m/versions/1'), { status: 200, body: { model_version_status: [version] } });
  assert.equal((await get('/v1/models/m/versions/7')).status, 404);
  assert.equal((await get('/v1/models/x')).status, 404);
  assert.deepEqual(await get('/v1/models'), { status: 200, body: { models: ['m'] } });
  const { body } = await get('/v1/models/m/metadata');
  assert.deepEqual(body, {
    model_spec: { name: 'm', signature_name: '', version: '1' },
    metadata: {
      signature_def: {
        signature_def: {
          serving_default: {
            inputs: {
              x: {
                dtype: 'DT_FLOAT',
                tensor_shape: {
                  dim: [
                    { size: '-1', name: '' },
                    { size: '2', name: '' },
                  ],
                  unknown_rank: false,
                },
                name: 'x:0',
              },
            },
            outputs: {
              y: {
                dtype: 'DT_INT64',
                tensor_shape: { dim: [{ size: '-1', name: '' }], unknown_rank: false },
                name: 'y:0',
              },
            },
            method_name: 'tensorflow/serving/predict',
          },
        },
      },
    },
  });
});

test('the document for the doc page names the paths', async () => {
  const { status, body } = await get('/v1/openapi.json');
  assert.equal(status, 200);
  assert.ok('/v1/models/{name}:predict' in (body as { paths: object }).paths);
});

const SCORES = createTensor('float64', [1, 2], Float64Array.of(0.25, 0.75));

test('classify asks for probabilities where a model lets callers choose, and a signature is such a choice', async () => {
  const answer: Outcome = { payload: { kind: 'tensor', tensor: SCORES }, names: ['no', 'yes'] };
  const chooser = createTestComponent(
    { predict: () => answer },
    { outputs: ['predict', 'predict_proba'], takesTensors: true },
  );
  const own = await openTestServer(chooser, { unitId: 'm' });
  try {
    const classified = await own.post('/v1/models/m:classify', '{"examples": [{"a": 1.5}]}');
    assert.deepEqual(classified.body, {
      result: [
        [
          ['no', 0.25],
          ['yes', 0.75],
        ],
      ],
    });
    assert.deepEqual(chooser.calls.at(-1)?.outputs, ['predict_proba']);
    assert.deepEqual(chooser.calls.at(-1)?.inputs[0]?.payload, {
      kind: 'tensors',
      tensors: [{ name: 'a', tensor: createTensor('float64', [1], Float64Array.of(1.5)) }],
    });
    await own.post('/v1/models/m:predict', '{"signature_name": "predict", "inputs": [[1]]}');
    assert.deepEqual(chooser.calls.at(-1)?.outputs, ['predict']);
    const refused = await own.post('/v1/models/m:predict', '{"signature_name": "x", "inputs": [[1]]}');
    assert.equal(refused.status, 400);
    assert.match((refused.body as { error: string }).error, /serving_default, predict, predict_proba/);
  } finally {
    await own.close();
  }
});

test('a class that wants the whole message gets one made of the values', async () => {
  const raw: Component = createTestComponent(
    {
      predict: ({ inputs }) => {
        const { payload } = inputs[0]!;
        const given = JSON.parse(Buffer.from((payload as { bytes: Uint8Array }).bytes).toString()) as { data: object };
        const bytes = Buffer.from(JSON.stringify({ data: { names: ['n'], ndarray: [[given.data]] } }));
        return { payload: { kind: 'message', encoding: 'json', bytes } };
      },
    },
    { rawVerbs: new Set(['predict']) },
  );
  const own = await openTestServer(raw, { unitId: 'm' });
  try {
    const { body } = await own.post('/v1/models/m:predict', '{"instances": [{"a": 1, "b": 2}]}');
    assert.deepEqual(body, { predictions: [[{ names: ['a', 'b'], ndarray: [[1, 2]] }]] });
  } finally {
    await own.close();
  }
});
