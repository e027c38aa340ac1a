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
    const server = await startMlflow();
    const files = { ...given };
    const register = (): Promise<void> => registerModel(server.address, files);
    await register();
    return {
      uri: 'models:/iris model@champion',
      environment: { MLFLOW_TRACKING_URI: server.address },
      fileUri: (path) => `models:/iris model@champion/${path}`,
      missingUri: 'models:/none/1',
      replace: async (path, content) => {
        files[path] = content;
        await register();
      },
      stop: server.stop,
    };
  },
};

export interface RunningMlflow {
  readonly address: string;
  /** The Python that has MLflow. */
  readonly python: string;
  /** A folder of its own, which goes with the server. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts MLflow's tracking server with a database of its own. Artefacts go through it, or where `artifactRoot` says. */
export async function startMlflow(artifactRoot?: (folder: string) => string): Promise<RunningMlflow> {
  const python = await ensureVenv('mlflow-server');
  const folder = mkdtempSync(join(tmpdir(), 'radiant-mlflow-'));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const artifacts =
    artifactRoot === undefined
      ? ['--artifacts-destination', join(folder, 'artifacts'), '--serve-artifacts']
      : ['--default-artifact-root', artifactRoot(folder), '--no-serve-artifacts'];
  const server = await startProcess(
    python,
    [
      ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...['--backend-store-uri', `sqlite:///${folder}/mlflow.db`, ...artifacts],
    ],
    /Application startup complete|Booting worker/,
    { cwd: folder, env: { ...process.env, MLFLOW_TRACKING_URI: address } },
  );
  return {
    ...{ address, python, folder },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

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
