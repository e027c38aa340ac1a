import { ensureFakeGcs } from '../../support/ensure-fake-gcs.ts';
import { freePort, startProcess } from './start-process.ts';
import type { StoreEntry } from './store.ts';

/** Google Cloud Storage as fake-gcs-server plays it, with Seldon's own bucket and path. */
export const gsStore: StoreEntry = {
  name: 'gs (fake-gcs-server)',
  page: 'gs',
  start: async (files) => {
    const found = await ensureFakeGcs();
    if ('missing' in found) return found;
    const port = await freePort();
    const server = await startProcess(
      found.path,
      ['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port), '-backend', 'memory'],
      /server started at/,
    );
    const endpoint = `http://127.0.0.1:${port}`;
    const folder = 'v1.15.0-dev/sklearn/iris';
    await fetch(`${endpoint}/storage/v1/b`, { method: 'POST', body: JSON.stringify({ name: 'seldon-models' }) });
    const put = async (path: string, content: Buffer): Promise<void> => {
      const url = `${endpoint}/upload/storage/v1/b/seldon-models/o?uploadType=media&name=${encodeURIComponent(`${folder}/${path}`)}`;
      const answer = await fetch(url, { method: 'POST', body: new Uint8Array(content) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    };
    for (const [path, content] of Object.entries(files)) await put(path, content);
    return {
      uri: `gs://seldon-models/${folder}`,
      environment: { STORAGE_EMULATOR_HOST: endpoint },
      fileUri: (path) => `gs://seldon-models/${folder}/${path}`,
      missingUri: 'gs://seldon-models/v1.15.0-dev/sklearn/none',
      replace: put,
      stop: server.stop,
    };
  },
};
