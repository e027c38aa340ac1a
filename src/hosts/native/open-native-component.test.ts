import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createLog } from '../../observe/index.ts';
import { type Component, createTensor, type Outcome, type Payload } from '../../payload/index.ts';
import { createNativeComponent, openNativeComponent } from './open-native-component.ts';
import { loadSource } from './read-model-source.ts';

const MODELS = new URL('../../../tests/golden/models/', import.meta.url);
const KMEANS = 'cluster/kmeans-tiny/sk-1.9.1/model.joblib';
const ROW: Payload = { kind: 'tensor', tensor: createTensor('float64', [1, 2], Float64Array.of(1, 2)) };

function open(file: string, method?: string, lines: string[] = []): Promise<Component> {
  const log = createLog({ level: 'INFO', format: 'human', stream: { write: (line) => lines.push(line) } });
  const source = { kind: 'file', bytes: readFileSync(new URL(file, MODELS)) } as const;
  return openNativeComponent({ source, name: 'it', method, log });
}

function ask(component: Component, payload: Payload): Outcome {
  const outcome = component.call({
    verb: 'predict',
    inputs: [{ payload, names: [] }],
    meta: undefined,
    keepLists: true,
  });
  assert.ok(!(outcome instanceof Promise), 'a native model answers at once');
  return outcome;
}

test('the best method is taken and said', async () => {
  const lines: string[] = [];
  const component = await open(KMEANS, undefined, lines);
  assert.match(lines.join(''), /KMeans runs natively and answers with predict \(--method takes another\)/);
  const { payload, names } = ask(component, ROW);
  assert.equal(names, undefined);
  assert.ok(payload.kind === 'tensor' && payload.tensor.dtype === 'int32');
});

test('probabilities are named by the classes', async () => {
  const component = await open('text/tfidf-logreg/sk-1.5.2/model.joblib');
  const { payload, names } = ask(component, { kind: 'string', value: 'a cat' });
  assert.deepEqual(names, ['animals', 'housing', 'software']);
  assert.ok(payload.kind === 'tensor');
  assert.deepEqual(payload.tensor.shape, [1, 3]);
});

test('the default output is told as it is, also where another method answers other protocols', async () => {
  const { info } = await open('../v2/models/iris-v2/model.joblib');
  assert.equal(info.outputs?.[0], 'predict');
  assert.deepEqual(info.firstOutput, { dtype: 'int64', shape: [-1] });
});

test('labels that are texts stay texts', async () => {
  const component = await open('text/tfidf-logreg/sk-1.5.2/model.joblib', 'predict');
  const { payload } = ask(component, { kind: 'string', value: 'a cat' });
  assert.ok(payload.kind === 'tensor' && payload.tensor.dtype === 'string');
});

test('transform serves the verb of transformers too', async () => {
  const component = await open(KMEANS, 'transform');
  assert.deepEqual([...component.info.verbs], ['predict', 'transformInput']);
});

test('a method that the model lacks ends the start and names those that it has', async () => {
  await assert.rejects(open(KMEANS, 'predict_proba'), {
    reason: 'NO_SUCH_METHOD',
    message: 'KMeans has no method "predict_proba": its methods are predict, transform',
  });
});

test('other verbs are left to the defaults of the server', async () => {
  const component = await open(KMEANS);
  assert.throws(
    () => component.call({ verb: 'route', inputs: [{ payload: ROW, names: [] }], meta: undefined, keepLists: true }),
    { reason: 'HOOK_NOT_IMPLEMENTED' },
  );
});

test('metadata tells the inputs, the outputs, the method, the version, and an example that the model answers', async () => {
  const component = await open('pipeline/frame-columns-logreg/sk-1.5.2/model.joblib');
  const { metadata } = component.info;
  assert.ok(typeof metadata === 'object');
  const { example, ...custom } = metadata.custom as Record<string, string>;
  assert.deepEqual(custom, { estimator: 'Pipeline', method: 'predict_proba' });
  assert.deepEqual(metadata.versions, ['scikit-learn 1.5.2']);
  assert.deepEqual(
    (metadata.inputs as readonly { name: string; datatype: string }[]).map(({ name, datatype }) => [name, datatype]),
    [
      ['age', 'FP64'],
      ['income', 'FP64'],
      ['city', 'BYTES'],
      ['level', 'BYTES'],
      ['visits', 'FP64'],
    ],
  );
  assert.deepEqual(metadata.outputs, [{ messagetype: 'ndarray', schema: { names: ['no', 'yes'], shape: [-1, 2] } }]);
  const { data } = JSON.parse(example!) as { data: { names: string[]; ndarray: unknown[][] } };
  assert.deepEqual(data.names, ['age', 'income', 'city', 'level', 'visits']);
  const row = { kind: 'list', json: { utf8: Buffer.from(JSON.stringify(data.ndarray)), lenient: false } } as const;
  const call = {
    verb: 'predict',
    inputs: [{ payload: row, names: data.names }],
    meta: undefined,
    keepLists: true,
  } as const;
  assert.ok(!(component.call(call) instanceof Promise));
});

test('who chose the method is said', async () => {
  const lines: string[] = [];
  await open(KMEANS, 'transform', lines);
  assert.match(lines.join(''), /answers with transform\n/);
  const log = createLog({ level: 'INFO', format: 'human', stream: { write: (line) => lines.push(line) } });
  const model = await loadSource({ kind: 'file', bytes: readFileSync(new URL(KMEANS, MODELS)) });
  createNativeComponent({ model: { ...model, wantedMethod: 'predict' }, name: 'it', log });
  assert.match(lines.at(-1) ?? '', /answers with predict, as its MLmodel says \(--method takes another\)/);
});
