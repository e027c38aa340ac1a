import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RadiantError } from '../../src/base/index.ts';
import { fetchModel } from '../../src/storage/index.ts';
import { type RunningMlflow, startMlflow } from './stores/mlflow-store.ts';
import { readFiles, writeFiles } from './stores/write-files.ts';

const SCRIPT = fileURLToPath(new URL('fixtures/log_models.py', import.meta.url));

interface Logged {
  readonly runs: readonly string[];
  readonly models: readonly string[];
}

describe('models that MLflow itself has logged', () => {
  let server: RunningMlflow;
  let logged: Logged;
  before(async () => {
    server = await startMlflow();
    const env = {
      ...process.env,
      MLFLOW_TRACKING_URI: server.address,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      GIT_PYTHON_REFRESH: 'quiet',
    };
    const { stdout } = await promisify(execFile)(server.python, [SCRIPT], { env, maxBuffer: 2 ** 24 });
    logged = JSON.parse(stdout.slice(stdout.indexOf('{"runs"'))) as Logged;
  });
  after(() => server.stop());

  async function fetchPath(t: TestContext, uri: string): Promise<string> {
    const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-mlflow-cache-'));
    t.after(() => rmSync(cacheDir, { recursive: true }));
    return (await fetchModel(uri, { environment: { MLFLOW_TRACKING_URI: server.address }, cacheDir })).path;
  }

  const MODELS: readonly (readonly [uri: (said: Logged) => string, number: number])[] = [
    [() => 'models:/iris/1', 1],
    [() => 'models:/iris/latest', 3],
    [() => 'models:/iris/Production', 1],
    [() => 'models:/iris/staging', 2],
    [() => 'models:/iris@champion', 2],
    [({ runs }) => `runs:/${runs[0]}/model`, 1],
    [({ runs }) => `runs:///${runs[2]}/model/`, 3],
    [({ models }) => `models:/${models[1]}`, 2],
  ];
  for (const [uriOf, number] of MODELS) {
    test(`${uriOf({ runs: ['RUN', '', 'RUN'], models: ['', 'MODEL'] })} is number ${number}`, async (t) => {
      const path = await fetchPath(t, uriOf(logged));
      assert.ok(readFileSync(join(path, 'MLmodel'), 'utf8').includes(String(logged.runs[number - 1])));
      assert.ok('python_model.pkl' in readFiles(path));
    });
  }

  test("a run's artefacts: a folder, and one file", async (t) => {
    const [run] = logged.runs;
    const folder = await fetchPath(t, `runs:/${run}/notes`);
    assert.deepEqual(readFiles(folder), { 'read me.txt': Buffer.from('notes 1') });
    const file = await fetchPath(t, `runs:/${run}/notes/read me.txt`);
    assert.equal(readFileSync(file, 'utf8'), 'notes 1');
  });

  const INSIDE: readonly ((said: Logged) => string)[] = [
    ({ runs }) => `runs:/${runs[1]}/model/MLmodel`,
    () => 'models:/iris/2/MLmodel',
    () => 'models:/iris@champion/MLmodel',
    ({ models }) => `models:/${models[1]}/MLmodel`,
  ];
  for (const uriOf of INSIDE) {
    test(`${uriOf({ runs: ['', 'RUN'], models: ['', 'MODEL'] })} is a file of number 2`, async (t) => {
      const file = await fetchPath(t, uriOf(logged));
      assert.ok(readFileSync(file, 'utf8').includes(String(logged.runs[1])));
    });
  }

  const MISSING: readonly (readonly [uri: (said: Logged) => string, says: RegExp])[] = [
    [() => 'models:/iris/9', /knows nothing of models:\/iris\/9/],
    [() => 'models:/none/latest', /no version of none/],
    [() => 'models:/iris/Archived', /no version of iris in the stage Archived/],
    [() => 'models:/empty/latest', /no version of empty/],
    [() => 'models:/iris@nobody', /knows nothing of|no alias/],
    [() => `runs:/${'0'.repeat(32)}/model`, /knows nothing of/],
    [({ runs }) => `runs:/${runs[0]}/none`, /runs:|nothing|no file/],
  ];
  for (const [uriOf, says] of MISSING) {
    test(`${uriOf({ runs: ['RUN'], models: [] })} is told not to be there`, async (t) => {
      await assert.rejects(fetchPath(t, uriOf(logged)), (error) => {
        assert.ok(error instanceof RadiantError, String(error));
        assert.equal(error.code, 'NOT_FOUND', error.message);
        assert.match(error.message, says);
        return true;
      });
    });
  }
});
test('artefacts that do not come through the server come from where it says', async (t) => {
  const server = await startMlflow((folder) => `file://${folder}/own artifacts`.replaceAll(' ', '%20'));
  t.after(server.stop);
  const post = async (path: string, body: object): Promise<Record<string, Record<string, Record<string, string>>>> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${server.address}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return (await answer.json()) as Record<string, Record<string, Record<string, string>>>;
  };
  const { run } = await post('runs/create', { experiment_id: '0' });
  const { artifact_uri: place = '', run_id: id } = run?.info ?? {};
  const folder = place.startsWith('file:') ? fileURLToPath(place) : place;
  writeFiles(folder, { 'model/weights': Buffer.from('w') });
  await post('registered-models/create', { name: 'iris' });
  await post('model-versions/create', { name: 'iris', source: `${place}/model`, run_id: id });
  for (const uri of ['models:/iris/1', `runs:/${id}/model`]) {
    const fetched = await fetchModel(uri, { environment: { MLFLOW_TRACKING_URI: server.address }, cacheDir: folder });
    assert.deepEqual(readFiles(fetched.path), { weights: Buffer.from('w') }, uri);
  }
});
