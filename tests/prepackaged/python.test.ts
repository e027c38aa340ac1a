import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ensureVenv } from '../support/ensure-venv.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { DOORS } from './ask.ts';
import { expected, type OpenedServer, openServer, type WantedServer } from './open-server.ts';

async function open(t: TestContext, wanted: WantedServer): Promise<OpenedServer> {
  const server = await openServer(wanted);
  t.after(() => server.close(AbortSignal.abort()));
  return server;
}

test(
  "MLFLOW_SERVER runs a Python function by MLflow's loader, and tells what is not installed",
  NEEDS_PYTHON,
  async (t) => {
    const python = await ensureVenv('mlflow-server');
    const server = await open(t, { server: 'MLFLOW_SERVER', model: 'mlflow-pyfunc', python });
    const { rows, outputs } = expected('mlflow-pyfunc');
    for (const door of ['Seldon REST', 'Seldon gRPC', 'TensorFlow REST']) {
      assert.deepEqual(await DOORS[door]!(server, rows), outputs.predict, door);
    }
    const said = server.said.join('\n');
    assert.match(said, /model runs in Python, by MLflow's own loader: .*flavors "python_function"/);
    assert.match(said, /left-pad==1\.3\.0 is not installed/);
    const columns = ['year', 'acid'].map((name, c) => ({ name, shape: [1], datatype: 'FP64', data: [[1999, 0.5][c]] }));
    const v2 = await server.post('/v2/models/model/infer', JSON.stringify({ inputs: columns }));
    assert.equal(v2.status, 200, JSON.stringify(v2.body));
    const ask = async (body: object) =>
      (await server.post('/predict', JSON.stringify(body))).body as Record<string, object>;
    const named = { names: ['year', 'acid'], ndarray: [[1999, 0.5]] };
    assert.deepEqual((await ask({ data: named })).data, { names: ['sum', 'first'], ndarray: [[1999.5, 0.5]] });
    assert.match(
      JSON.stringify(await ask({ data: { ndarray: [[1]] } })),
      /feature count is 1, the model's signature has 2/,
    );
    const wrong = JSON.stringify(await ask({ data: { ndarray: [[1, 1.5]] } }));
    assert.match(wrong, /Incompatible input types for column year/);
  },
);

test('MLFLOW_SERVER runs a flavour in Python too when it is asked to', NEEDS_PYTHON, async (t) => {
  const python = await ensureVenv('mlflow-server');
  const parameters = { runtime: 'python', xtype: 'dataframe' };
  const server = await open(t, { server: 'MLFLOW_SERVER', model: 'mlflow-iris', python, parameters });
  const { rows, outputs } = expected('mlflow-iris');
  assert.deepEqual(await DOORS['Seldon REST']!(server, rows), outputs.predict);
});

test('SKLEARN_SERVER answers alike from Python', NEEDS_PYTHON, async (t) => {
  const python = await ensureVenv('classes');
  const { rows, outputs } = expected('iris');
  const server = await open(t, { server: 'SKLEARN_SERVER', model: 'iris', python, parameters: { runtime: 'python' } });
  assert.deepEqual(await DOORS['Seldon REST']!(server, rows), outputs.predict_proba);
  const labels = await open(t, {
    server: 'SKLEARN_SERVER',
    model: 'clusters',
    python,
    parameters: { runtime: 'python' },
  });
  assert.match(labels.said.join('\n'), /no predict_proba/);
  const v2 = await open(t, {
    ...{ server: 'SKLEARN_SERVER', model: 'iris', python },
    protocol: 'v2',
    parameters: { runtime: 'python' },
  });
  assert.deepEqual(await DOORS['Seldon REST']!(v2, rows), outputs.predict);
});
