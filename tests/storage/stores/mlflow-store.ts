import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureVenv } from '../../support/ensure-venv.ts';
import { freePort, startProcess } from './start-process.ts';
import type { StoreEntry } from './store.ts';
import { writeFiles } from './write-files.ts';

/** MLflow's own tracking server, which hands on the artefacts. */
export const mlflowStore: StoreEntry = {
  name: 'mlflow (its tracking server)',
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
    const register = async (): Promise<void> => {
      writeFiles(join(folder, 'model'), files);
      const script = fileURLToPath(new URL('register_model.py', import.meta.url));
      await promisify(execFile)(python, [script, join(folder, 'model'), 'iris model', 'champion'], { env });
    };
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
