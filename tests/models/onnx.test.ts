import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ensureOnnxruntime } from '../support/ensure-onnxruntime.ts';
import { type RunningRadiant, runRadiant, startRadiant } from '../support/start-radiant.ts';
import { checkOnnxCase } from './check-onnx.ts';
import { readIndex } from './golden-model.ts';

const MODELS = fileURLToPath(new URL('../golden/models/', import.meta.url));
const CLASSIFIER = join(MODELS, 'onnx/logreg-zipmap-strings/skl2onnx-1.20.0/model.onnx');
const REGRESSOR = join(MODELS, 'onnx/linear-regression/skl2onnx-1.20.0/model.onnx');
const ROWS = [
  [0.5, -0.25, 0.75, 1, 2],
  [0, 0, 0, 0, 0],
];
const INSTALL_MS = 300_000;

describe('ONNX models', { timeout: INSTALL_MS }, () => {
  let folder: string;
  before(async () => {
    folder = await ensureOnnxruntime();
  });

  for (const { path } of readIndex().filter(({ family }) => family === 'onnx')) {
    test(`${path} agrees with ONNX Runtime for Python`, async () =>
      assert.deepEqual(await checkOnnxCase(path, folder), []));
  }

  async function serve(t: TestContext, ...args: string[]): Promise<RunningRadiant> {
    const server = await startRadiant(args, { cwd: folder, command: 'serve' });
    t.after(() => server.kill('SIGKILL'));
    return server;
  }

  test('a converted classifier answers with probabilities, whose columns are named by the classes', async (t) => {
    const server = await serve(t, CLASSIFIER, '--name', 'sizes');
    const { status, body } = await ask(server, { data: { ndarray: ROWS } });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.data?.names, ['high', 'low', 'mid']);
    assert.equal(body.data?.ndarray.length, 2);
    const metadata = (await (await fetch(url(server, '/api/v1.0/metadata'))).json()) as Record<string, unknown>;
    assert.equal(metadata.name, 'sizes');
    assert.deepEqual(metadata.inputs, [{ name: 'X', datatype: 'FP32', shape: [-1, 5] }]);
    assert.match(await (await fetch(url(server, '/seldon.json'))).text(), /"ndarray":\[\[1,2,3,4,5\]\]/);
  });

  test('it answers with labels when asked to, from several processes too', async (t) => {
    const server = await serve(t, CLASSIFIER, '--method', 'predict', '--workers', '2');
    const { body } = await ask(server, { data: { tensor: { shape: [2, 5], values: ROWS.flat() } } });
    assert.deepEqual(body, { data: { names: [], ndarray: ['high', 'low'] }, meta: {} });
  });

  const REFUSED: readonly { name: string; ndarray: unknown; says: RegExp }[] = [
    { name: 'a feature too few', ndarray: [[1, 2, 3, 4]], says: /^feature count is 4, the model takes 5$/ },
    { name: 'a row without brackets', ndarray: [1, 2, 3, 4, 5], says: /one row without brackets/ },
    {
      name: 'text',
      ndarray: [[1, 2, 3, 4, 'x']],
      says: /value 4 of the input X: the model wants a number, but a string/,
    },
    { name: 'no rows', ndarray: [], says: /no values/ },
  ];
  test('what does not fit the inputs is refused with its reason', async (t) => {
    const server = await serve(t, REGRESSOR);
    for (const { name, ndarray, says } of REFUSED) {
      const { status, body } = await ask(server, { data: { ndarray } });
      assert.equal(status, 400, name);
      assert.match(body.status?.info ?? '', says, name);
    }
    const { body } = await ask(server, { data: { ndarray: ROWS } });
    assert.equal(body.data?.ndarray.length, 2);
  });

  test('an MLflow folder of the onnx flavor is served', async (t) => {
    const model = mkdtempSync(join(tmpdir(), 'radiant-mlflow-'));
    t.after(() => rmSync(model, { recursive: true }));
    copyFileSync(CLASSIFIER, join(model, 'model.onnx'));
    writeFileSync(
      join(model, 'MLmodel'),
      'flavors:\n  onnx:\n    data: model.onnx\n  python_function:\n    loader_module: mlflow.onnx\n',
    );
    const server = await serve(t, model);
    const { body } = await ask(server, { data: { ndarray: ROWS } });
    assert.equal(body.data?.ndarray.length, 2, JSON.stringify(body));
    assert.deepEqual(body.data?.names, ['high', 'low', 'mid']);
  });

  test('a method that the model lacks ends the start with those that it has', async () => {
    const { code, output } = await runRadiant(['serve', REGRESSOR, '--method', 'predict_proba'], { cwd: folder });
    assert.equal(code, 1);
    assert.match(output, /no method "predict_proba": its methods and outputs are predict, variable/);
  });
});

test('without onnxruntime-node the start ends with the command that installs it', async () => {
  const { code, output } = await runRadiant(['serve', CLASSIFIER], { cwd: MODELS });
  assert.equal(code, 1, output);
  assert.match(output, /^radiant: .*npm install onnxruntime-node in the folder/m);
});

interface Answer {
  readonly data?: { readonly names: readonly string[]; readonly ndarray: readonly unknown[] };
  readonly status?: { readonly info: string };
}

function url(server: RunningRadiant, path: string): string {
  return `http://127.0.0.1:${server.httpPort}${path}`;
}

async function ask(server: RunningRadiant, message: unknown): Promise<{ status: number; body: Answer }> {
  const response = await fetch(url(server, '/api/v1.0/predictions'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}
