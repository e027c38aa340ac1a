import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withContext } from '../fetch-options.ts';
import type { RemoteObject } from '../scheme.ts';
import { downloadObjects } from './download-objects.ts';

for (const code of ['ENOSPC', 'EDQUOT']) {
  test(`a disk that is full (${code}) ends the download at once, and no other try is made`, async (t) => {
    const content = Buffer.alloc(100_000, 7);
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end(content);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const folder = mkdtempSync(join(tmpdir(), 'radiant-full-'));
    t.after(() => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    });
    const { port } = server.address() as { port: number };
    const object: RemoteObject = {
      path: 'model.bin',
      sizeBytes: content.length,
      version: '1',
      checksum: undefined,
      hasRanges: false,
      request: () => ({ url: new URL(`http://127.0.0.1:${port}/`), headers: {} }),
    };
    const full = Object.assign(new Error('no space left on device'), { code });
    await assert.rejects(
      withContext({ environment: {} }, (context) =>
        downloadObjects(context, [object], folder, { version: '1', toWriter: () => () => Promise.reject(full) }),
      ),
      (error) => error === full,
    );
    assert.equal(asked, 1);
  });
}
