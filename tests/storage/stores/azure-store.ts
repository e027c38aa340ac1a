import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAzurite } from '../../support/ensure-azurite.ts';
import { AZURITE_ACCOUNT, AZURITE_KEY, makeContainer, putBlob } from '../put-blob.ts';
import { startProcess } from './start-process.ts';
import type { StoreEntry } from './store.ts';

/** Azure's blobs as Azurite plays them. */
export const azureStore: StoreEntry = {
  name: 'azure (Azurite)',
  page: 'azure',
  start: async (files) => {
    const folder = mkdtempSync(join(tmpdir(), 'radiant-azurite-'));
    const server = await startProcess(
      process.execPath,
      [
        await ensureAzurite(),
        '--blobHost',
        '127.0.0.1',
        '--blobPort',
        '0',
        '--location',
        folder,
        '--disableTelemetry',
        '--skipApiVersionCheck',
      ],
      /listens on (http:\/\/127\.0\.0\.1:\d+)/,
    );
    const endpoint = `${server.match}/${AZURITE_ACCOUNT}`;
    await makeContainer(endpoint, 'models');
    const put = (path: string, content: Buffer): Promise<void> =>
      putBlob(endpoint, 'models', `iris/v1/${path}`, new Uint8Array(content));
    for (const [path, content] of Object.entries(files)) await put(path, content);
    return {
      uri: `wasbs://models@${AZURITE_ACCOUNT}.blob.core.windows.net/iris/v1`,
      environment: { AZURE_STORAGE_KEY: AZURITE_KEY, AZURE_STORAGE_BLOB_ENDPOINT: endpoint },
      fileUri: (path) => `wasbs://models@${AZURITE_ACCOUNT}.blob.core.windows.net/iris/v1/${path}`,
      missingUri: `wasbs://models@${AZURITE_ACCOUNT}.blob.core.windows.net/iris/v2`,
      replace: put,
      stop: async () => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
