import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openModel } from '../../src/models/index.ts';
import { createTensor } from '../../src/payload/index.ts';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const MODEL_FILE = 'serialized_models/cluster_model.joblib';

function predict(server: RunningRadiant, body: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.httpPort}/api/v1.0/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
}

describe('the example of the README', () => {
  test('the committed model file is what train.py makes', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'radiant-train-'));
    t.after(() => rmSync(folder, { recursive: true }));
    copyFileSync(join(EXAMPLE, 'train.py'), join(folder, 'train.py'));
    execFileSync('python3', ['train.py'], { cwd: folder });
    const [made, committed] = [folder, EXAMPLE].map((root) => readFileSync(join(root, MODEL_FILE)));
    const rows = createTensor('float64', [4, 2], Float64Array.of(1, 2, 12, 3, 5.4, 0, 5.6, 0));
    const [fresh, kept] = await Promise.all([openModel(made!), openModel(committed!)]);
    for (const method of ['predict', 'transform'] as const) {
      assert.deepEqual(kept.run(method, rows), fresh.run(method, rows), `train.py gives another ${method}`);
    }
  });

  for (const program of ['radiant', 'seldon-core-microservice'] as const) {
    test(`${program} serves the class, its doc page and its metrics, and ends on SIGTERM`, async (t) => {
      const args = ['src.prediction_service.ClusterModel', '--service-type', 'MODEL'];
      const server = await startRadiant(args, { program, cwd: EXAMPLE });
      t.after(() => server.kill('SIGKILL'));
      const answer = await predict(server, '{"data": {"ndarray": [[1, 2], [12, 3]]}}');
      assert.equal(answer.status, 200);
      assert.deepEqual(await answer.json(), { data: { names: [], ndarray: [1, 0] }, meta: {} });
      const page = await fetch(`http://127.0.0.1:${server.httpPort}/api/v1.0/doc/`);
      assert.equal(page.status, 200);
      assert.match(page.headers.get('content-type') ?? '', /text\/html/);
      const metrics = await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`);
      assert.equal(metrics.status, 200);
      await metrics.text();
      server.kill('SIGTERM');
      const { code } = await server.ended;
      assert.equal(code, 0, server.output());
    });
  }

  test('an image says by MODEL_NAME and SERVICE_TYPE what to serve', async (t) => {
    const env = { MODEL_NAME: 'src.prediction_service.ClusterModel', SERVICE_TYPE: 'MODEL', API_TYPE: 'REST' };
    const server = await startRadiant([], { cwd: EXAMPLE, env });
    t.after(() => server.kill('SIGKILL'));
    assert.equal((await predict(server, '{"data": {"ndarray": [[1, 2]]}}')).status, 200);
    assert.match(server.output(), /API_TYPE=REST has no effect/);
  });

  test('a forgotten return is told to the caller in one sentence', async (t) => {
    const server = await startRadiant(['src.forgotten_return.ClusterModel'], { cwd: EXAMPLE });
    t.after(() => server.kill('SIGKILL'));
    const answer = await predict(server, '{"data": {"ndarray": [[1, 2]]}}');
    assert.equal(answer.status, 400);
    const { status } = (await answer.json()) as { status: { info: string; reason: string } };
    assert.match(status.info, /None/);
    assert.equal(status.reason, 'MICROSERVICE_BAD_DATA');
  });
});
