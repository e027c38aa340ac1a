import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openRemoteNode } from '../../hosts/remote/index.ts';
import { type Component, createTensor } from '../../payload/index.ts';
import { askGrpc, type GrpcAnswer } from './fixtures/ask-grpc.ts';
import { component, open, post, times, unit } from './fixtures/open-test-predictor.ts';

const PREDICTION = 'tensorflow_serving/apis/prediction_service.proto';
const MODEL = 'tensorflow_serving/apis/model_service.proto';
const NOT_FOUND = 5;

const METADATA = { name: 'm', inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }], outputs: [{ name: 'y' }] };

const twice = (): Component => {
  const plain = component('m', { predict: times(2) });
  return { ...plain, info: { ...plain.info, metadata: METADATA } };
};

/** Answers scores of two classes. */
const scorer = (): Component =>
  component('m', {
    predict: ({ inputs: [input] }) => {
      const rows = input?.payload.kind === 'tensor' ? (input.payload.tensor.shape[0] ?? 0) : 0;
      const scores = Float64Array.from({ length: rows * 2 }, (_, i) => (i % 2 === 0 ? 0.25 : 0.75));
      return { payload: { kind: 'tensor', tensor: createTensor('float64', [rows, 2], scores) }, names: ['no', 'yes'] };
    },
  });

/** The address of a predictor with one node: in its process, or in that of another predictor behind gRPC. */
async function serve(node: Component, where: string): Promise<string> {
  const { grpc } = await open(unit('m'), { m: node });
  if (where === 'in the process') return grpc;
  const [host = '', port] = grpc.split(':');
  const remote = openRemoteNode({ name: 'm', protocol: 'tensorflow', grpc: { host, port: Number(port) } });
  return (await open(unit('m'), { m: remote }, { protocol: 'tensorflow' })).grpc;
}

const predict = (address: string, request: object): Promise<GrpcAnswer> =>
  askGrpc(address, PREDICTION, 'tensorflow.serving.PredictionService/Predict', request);

const example = (a: number, b: number): object => ({
  features: { feature: { a: { float_list: { value: [a] } }, b: { float_list: { value: [b] } } } },
});

for (const where of ['in the process', 'elsewhere']) {
  describe(`TensorFlow Serving's client of a graph whose node is ${where}`, () => {
    test('gets predictions', async () => {
      const address = await serve(twice(), where);
      const tensor = { dtype: 'DT_DOUBLE', tensor_shape: { dim: [{ size: 1 }, { size: 2 }] }, double_val: [1, 2.5] };
      const answer = await predict(address, { model_spec: { name: 'm' }, inputs: { x: tensor } });
      const [output] = Object.values(answer.outputs as Readonly<Record<string, GrpcAnswer>>);
      const content = output?.tensor_content as Buffer;
      const numbers = content.length > 0 ? [content.readDoubleLE(0), content.readDoubleLE(8)] : output?.double_val;
      assert.deepEqual(numbers, [2, 5]);
    });

    test('classifies examples', async () => {
      const answer = await askGrpc(
        await serve(scorer(), where),
        PREDICTION,
        'tensorflow.serving.PredictionService/Classify',
        { model_spec: { name: 'm' }, input: { example_list: { examples: [example(1, 2), example(3, 4)] } } },
      );
      const { classifications } = answer.result as { classifications: { classes: { score: number }[] }[] };
      assert.deepEqual(
        classifications.map(({ classes }) => classes.map(({ score }) => score)),
        [
          [0.25, 0.75],
          [0.25, 0.75],
        ],
      );
    });

    test('regresses examples', async () => {
      const sum = component('m', {
        predict: ({ inputs: [input] }) => {
          if (input?.payload.kind !== 'tensor') throw new TypeError('a table is needed');
          const [a, b] = input.payload.tensor.data as unknown as readonly number[];
          return { payload: { kind: 'tensor', tensor: createTensor('float64', [1], Float64Array.of(a! + b!)) } };
        },
      });
      const answer = await askGrpc(
        await serve(sum, where),
        PREDICTION,
        'tensorflow.serving.PredictionService/Regress',
        { model_spec: { name: 'm' }, input: { example_list: { examples: [example(1.5, 2)] } } },
      );
      assert.deepEqual(answer.result, { regressions: [{ value: 3.5 }] });
    });

    test('sees the signature', async () => {
      const request = { model_spec: { name: 'm' }, metadata_field: ['signature_def'] };
      const path = 'tensorflow.serving.PredictionService/GetModelMetadata';
      const answer = await askGrpc(await serve(twice(), where), PREDICTION, path, request);
      const { signature_def: any } = answer.metadata as { signature_def: { value: Buffer } };
      assert.match(any.value.toString('latin1'), /serving_default.*x:0.*tensorflow\/serving\/predict/s);
    });

    test('sees that the model is available', async () => {
      const path = 'tensorflow.serving.ModelService/GetModelStatus';
      const address = await serve(twice(), where);
      const answer = await askGrpc(address, MODEL, path, { model_spec: { name: 'm' } });
      const [status] = answer.model_version_status as readonly GrpcAnswer[];
      assert.deepEqual([status?.version, status?.state], [1, 'AVAILABLE']);
    });
  });
}

describe('a graph as a model of TensorFlow Serving', () => {
  const chain = unit('m', { children: [unit('n')] });

  test('is described and ready as a whole under the name of its predictor', async () => {
    const { grpc } = await open(chain, { m: twice(), n: component('n', { predict: times(3) }) });
    const request = { model_spec: { name: 'main' }, metadata_field: ['signature_def'] };
    const path = 'tensorflow.serving.PredictionService/GetModelMetadata';
    const { model_spec: spec } = await askGrpc(grpc, PREDICTION, path, request);
    assert.equal((spec as GrpcAnswer).name, 'main');
    const status = await askGrpc(grpc, MODEL, 'tensorflow.serving.ModelService/GetModelStatus', {
      model_spec: { name: 'main' },
    });
    assert.equal((status.model_version_status as readonly GrpcAnswer[])[0]?.state, 'AVAILABLE');
  });

  test('has one version, and no other model', async () => {
    const { grpc, url } = await open(chain, { m: twice(), n: twice() });
    const path = 'tensorflow.serving.ModelService/GetModelStatus';
    for (const spec of [{ name: 'none' }, { name: 'm', version: { value: 2 } }, { name: 'm', version_label: 'x' }]) {
      await assert.rejects(askGrpc(grpc, MODEL, path, { model_spec: spec }), { code: NOT_FOUND });
    }
    const body = { instances: [[1, 2]] };
    const [first, second] = await Promise.all(
      ['1', '2'].map((version) => post(`${url}/v1/models/main/versions/${version}:predict`, body)),
    );
    assert.deepEqual(await first?.json(), { predictions: [[4, 8]] });
    assert.equal(second?.status, 404);
  });

  test('classifies over REST', async () => {
    const { url } = await open(unit('m'), { m: scorer() });
    const answer = await post(`${url}/v1/models/m:classify`, { examples: [{ a: 1, b: 2 }] });
    assert.deepEqual(await answer.json(), {
      result: [
        [
          ['no', 0.25],
          ['yes', 0.75],
        ],
      ],
    });
  });
});
