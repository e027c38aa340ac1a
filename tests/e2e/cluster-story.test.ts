import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));

function predict(server: RunningRadiant, body: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.httpPort}/api/v1.0/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
}

describe('the example of the README', () => {
  before(() => {
    if (existsSync(join(EXAMPLE, 'serialized_models', 'cluster_model.joblib'))) return;
    execFileSync('python3', ['train.py'], { cwd: EXAMPLE });
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
