import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { MODELS, type OpenedServer, openServer, type WantedServer } from './open-server.ts';

async function open(t: TestContext, wanted: WantedServer): Promise<OpenedServer> {
  const server = await openServer(wanted);
  t.after(() => server.close(AbortSignal.abort()));
  return server;
}

async function ask(server: OpenedServer, data: object): Promise<{ names?: unknown; ndarray?: unknown; info?: string }> {
  const { body } = await server.post('/api/v1.0/predictions', JSON.stringify({ data }));
  const { data: answer, status } = body as { data?: object; status?: { info: string } };
  return { ...answer, ...status };
}

const FLOWER = [[5.1, 3.5, 1.4, 0.2]];

test('SKLEARN_SERVER names the columns as Seldon does, unless names are given', async (t) => {
  const plain = await open(t, { server: 'SKLEARN_SERVER', model: 'iris' });
  assert.deepEqual((await ask(plain, { ndarray: FLOWER })).names, ['t:0', 't:1', 't:2']);
  const named = await open(t, {
    ...{ server: 'SKLEARN_SERVER', model: 'iris' },
    parameters: { class_names: 'setosa, versicolor, virginica' },
  });
  assert.deepEqual((await ask(named, { ndarray: FLOWER })).names, ['setosa', 'versicolor', 'virginica']);
  const v2 = await open(t, {
    server: 'SKLEARN_SERVER',
    model: 'iris',
    protocol: 'v2',
    parameters: { method: 'predict_proba' },
  });
  assert.deepEqual((await ask(v2, { ndarray: FLOWER })).names, ['0', '1', '2']);
});

test('the answer has the form of the request', async (t) => {
  const server = await open(t, { server: 'SKLEARN_SERVER', model: 'clusters' });
  const { body } = await server.post('/predict', '{"data":{"tensor":{"shape":[1,2],"values":[1,2]}}}');
  assert.deepEqual((body as { data: unknown }).data, { names: [], tensor: { shape: [1], values: [1] } });
});

test('a model without probabilities answers with labels, and the log says so', async (t) => {
  const quiet = await open(t, { server: 'SKLEARN_SERVER', model: 'clusters', parameters: { method: 'predict' } });
  assert.doesNotMatch(quiet.said.join('\n'), /predict_proba/);
  const told = await open(t, { server: 'SKLEARN_SERVER', model: 'clusters' });
  assert.match(
    told.said.join('\n'),
    /the model has no predict_proba, which SKLEARN_SERVER answers with; it answers with predict/,
  );
});

test('names that do not fit are left out by the Seldon protocol, as Seldon does; those that fit are obeyed', async (t) => {
  const server = await open(t, { server: 'MLFLOW_SERVER', model: 'mlflow-iris' });
  const names = ['petal_width', 'petal_length', 'sepal_width', 'sepal_length'];
  const [turned] = FLOWER.map((row) => row.toReversed());
  assert.deepEqual((await ask(server, { names, ndarray: [turned] })).ndarray, [0]);
  assert.deepEqual((await ask(server, { names: ['a', 'b', 'c', 'd'], ndarray: FLOWER })).ndarray, [0]);
  const strict = await open(t, { server: 'MLFLOW_SERVER', model: 'mlflow-iris', parameters: { xtype: 'dataframe' } });
  assert.match(
    (await ask(strict, { names: ['a', 'b', 'c', 'd'], ndarray: FLOWER })).info ?? '',
    /missing "sepal_length"/,
  );
});

test('metadata.yaml beside the model is what the metadata endpoint answers', async (t) => {
  const server = await open(t, { server: 'SKLEARN_SERVER', model: 'iris' });
  const metadata = (await (await fetch(`${server.url}/metadata`)).json()) as Record<string, unknown>;
  assert.deepEqual([metadata.name, metadata.versions, metadata.platform], ['iris', ['iris/v1'], 'sklearn']);
  assert.deepEqual(metadata.outputs, [{ messagetype: 'tensor', schema: { shape: [3] } }]);
});

test('a metadata.yaml that cannot be read is told and left out', async (t) => {
  const folder = folderOf(t, { 'model.joblib': 'iris/model.joblib' });
  writeFileSync(join(folder, 'metadata.yaml'), 'name: [');
  const server = await open(t, { server: 'SKLEARN_SERVER', model: folder });
  assert.match(server.said.join('\n'), /metadata.yaml of the model is not used/);
  assert.equal((await fetch(`${server.url}/metadata`)).status, 200);
});

test('a parameter that a server does not have is told with protocol V2, whose servers pass over it', async (t) => {
  const server = await open(t, {
    server: 'SKLEARN_SERVER',
    model: 'iris',
    protocol: 'v2',
    parameters: { metod: 'predict', model_uri: 'x' },
  });
  assert.match(
    server.said.join('\n'),
    /parameter metod has no effect: SKLEARN_SERVER takes class_names, method, runtime/,
  );
});

test('a file of any name is the model where the path is that file', async (t) => {
  const folder = folderOf(t, { 'mine.joblib': 'iris/model.joblib' });
  const server = await open(t, { server: 'SKLEARN_SERVER', model: join(folder, 'mine.joblib') });
  assert.equal(((await ask(server, { ndarray: FLOWER })).ndarray as unknown[]).length, 1);
});

test('flags of a Triton that a cluster starts are no error', async (t) => {
  const parameters = { grpc_endpoint: '127.0.0.1:9', model_control_mode: 'explicit', load_model: 'a' };
  const server = await open(t, { server: 'TRITON_SERVER', model: undefined, parameters });
  assert.match(server.said.join('\n'), /parameter model_control_mode and parameter load_model has no effect/);
});

const REFUSED: readonly { name: string; wanted: WantedServer; says: RegExp }[] = [
  {
    name: 'a folder without the file names the file and what is there',
    wanted: { server: 'SKLEARN_SERVER', model: 'xgboost-classifier' },
    says: /SKLEARN_SERVER model looks for model\.joblib .*: it holds expected\.json, model\.json/,
  },
  {
    name: 'a folder without MLmodel names it and what is there',
    wanted: { server: 'MLFLOW_SERVER', model: 'iris' },
    says: /looks for MLmodel .*: it holds expected\.json, metadata\.yaml, model\.joblib/,
  },
  {
    name: 'a method that the model lacks is answered with those that it has',
    wanted: { server: 'SKLEARN_SERVER', model: 'clusters', parameters: { method: 'predict_proba' } },
    says: /KMeans has no method "predict_proba": its methods are predict, transform/,
  },
  {
    name: 'a server without its model',
    wanted: { server: 'XGBOOST_SERVER', model: undefined },
    says: /XGBOOST_SERVER model needs a model: give modelUri/,
  },
  {
    name: 'an MLflow model that is a file',
    wanted: { server: 'MLFLOW_SERVER', model: 'iris/model.joblib' },
    says: /MLFLOW_SERVER model looks for MLmodel .*: it is a file; give its folder/,
  },
  {
    name: 'a parameter that the server does not have',
    wanted: { server: 'SKLEARN_SERVER', model: 'iris', parameters: { metod: 'predict' } },
    says: /SKLEARN_SERVER model has no parameter metod: it takes class_names, method, runtime/,
  },
  {
    name: 'a parameter that a proxy does not have',
    wanted: { server: 'TENSORFLOW_SERVER', model: undefined, parameters: { rest_endpoint: 'x:1', signature: 'a' } },
    says: /TENSORFLOW_SERVER model has no parameter signature: it takes .*signature_name/,
  },
  {
    name: 'a switch that is neither true nor false',
    wanted: { server: 'HUGGINGFACE_SERVER', model: 'iris', parameters: { optimum_model: 'maybe' } },
    says: /HUGGINGFACE_SERVER model: parameter optimum_model is "maybe", but must be true or false/,
  },
  {
    name: 'a folder that is no model of transformers',
    wanted: { server: 'HUGGINGFACE_SERVER', model: 'iris', parameters: { task: 'text-classification' } },
    says: /HUGGINGFACE_SERVER model looks for config\.json .*: it holds expected\.json/,
  },
  {
    name: 'a batch size that is no number',
    wanted: { server: 'HUGGINGFACE_SERVER', model: 'iris', parameters: { task: 'x', batch_size: 'many' } },
    says: /HUGGINGFACE_SERVER model: parameter batch_size is "many", but must be a whole number/,
  },
  {
    name: 'an unknown method of a booster',
    wanted: { server: 'XGBOOST_SERVER', model: 'xgboost-iris', parameters: { method: 'guess' } },
    says: /XGBOOST_SERVER model: .*has no method "guess": its methods are apply, .*predict/,
  },
  {
    name: 'an unknown method of an MLflow model',
    wanted: { server: 'MLFLOW_SERVER', model: 'mlflow-iris', parameters: { method: 'guess' } },
    says: /MLFLOW_SERVER model: .*has no method "guess": its methods are apply, .*predict/,
  },
  {
    name: 'an unknown runtime',
    wanted: { server: 'SKLEARN_SERVER', model: 'iris', parameters: { runtime: 'java' } },
    says: /parameter runtime is "java", but must be one of auto, native, python/,
  },
  {
    name: 'a TensorFlow server that is nowhere is told how to start',
    wanted: { server: 'TENSORFLOW_SERVER', model: 'iris' },
    says: /tensorflow_model_server .*--model_base_path=.*iris.* parameters rest_endpoint/,
  },
  {
    name: 'an endpoint that is no address',
    wanted: { server: 'TRITON_SERVER', model: undefined, parameters: { grpc_endpoint: 'https://x/y' } },
    says: /parameter grpc_endpoint is "https:\/\/x\/y": write http:\/\/host:port/,
  },
  {
    name: 'Tempo is refused with its reason',
    wanted: { server: 'TEMPO_SERVER', model: 'iris' },
    says: /TEMPO_SERVER model does not run here: Tempo was given up/,
  },
];

for (const { name, wanted, says } of REFUSED) {
  test(`refused: ${name}`, async () => {
    await assert.rejects(openServer(wanted), { name: 'RadiantError', message: says });
  });
}

test('refused: a pickle that would run a command, by every server of model files', async (t) => {
  for (const server of ['SKLEARN_SERVER', 'XGBOOST_SERVER', 'LIGHTGBM_SERVER'] as const) {
    const model = join(folderOf(t, { 'model.joblib': '../models/hostile/pickle/reduce-eval.pkl' }), 'model.joblib');
    await assert.rejects(openServer({ server, model }), /refused: .*builtins\.eval/);
  }
});

/** A new folder with copies of files below tests/golden/servers. */
function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'radiant-server-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(folder, { recursive: true });
  for (const [name, from] of Object.entries(files)) cpSync(join(MODELS, from), join(folder, name));
  return folder;
}
