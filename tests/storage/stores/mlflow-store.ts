import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureVenv } from '../../support/ensure-venv.ts';
import { freePort, startProcess } from './start-process.ts';
import type { Files, StoreEntry } from './store.ts';

/** MLflow's own tracking server, which hands on the artefacts. */
export const mlflowStore: StoreEntry = {
  name: 'mlflow (its tracking server)',
  page: 'mlflow',
  start: async (given) => {
    const python = await ensureVenv('mlflow-server');
    const folder = mkdtempSync(join(tmpdir(), 'radiant-mlflow-'));
    const port = await freePort();
    const env = { ...process.env, MLFLOW_TRACKING_URI: `http://127.0.0.1:${port}` };
    const server = await startProcess(
      python,
      [
        ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
        ...[
          '--backend-store-uri',
          `sqlite:///${folder}/mlflow.db`,
          '--artifacts-destination',
          join(folder, 'artifacts'),
          '--serve-artifacts',
        ],
      ],
      /Application startup complete|Booting worker/,
      { cwd: folder, env },
    );
    const files = { ...given };
    const register = (): Promise<void> => registerModel(env.MLFLOW_TRACKING_URI, files);
    await register();
    return {
      uri: 'models:/iris model@champion',
      environment: { MLFLOW_TRACKING_URI: env.MLFLOW_TRACKING_URI },
      missingUri: 'models:/none/1',
      replace: async (path, content) => {
        files[path] = content;
        await register();
      },
      stop: async () => {
        await server.stop();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

/** What `mlflow.log_artifacts` and `create_model_version` do, without the seconds that importing mlflow takes. */
async function registerModel(root: string, files: Files): Promise<void> {
  const name = 'iris model';
  const post = async (path: string, body: object): Promise<Record<string, Record<string, unknown>>> => {
    const answer = await fetch(`${root}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok && !text.includes('RESOURCE_ALREADY_EXISTS')) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as Record<string, Record<string, unknown>>;
  };
  const { run } = await post('runs/create', { experiment_id: '0' });
  if (run === undefined) throw new Error('MLflow made no run');
  const { artifact_uri: uri, run_id } = run.info as { artifact_uri: string; run_id: string };
  for (const [path, content] of Object.entries(files)) {
    const at = [...uri.replace(/^mlflow-artifacts:\/+/, '').split('/'), 'model', ...path.split('/')]
      .map(encodeURIComponent)
      .join('/');
    const body = new Uint8Array(content);
    const answer = await fetch(`${root}/api/2.0/mlflow-artifacts/artifacts/${at}`, { method: 'PUT', body });
    if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
  }
  await post('registered-models/create', { name });
  const { model_version: made } = await post('model-versions/create', { name, source: `${uri}/model`, run_id });
  await post('registered-models/alias', { name, alias: 'champion', version: made?.version });
}
