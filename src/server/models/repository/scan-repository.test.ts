import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scanRepository } from './scan-repository.ts';

const POLICY = { kind: 'all' } as const;

test('a repository that is not there, and one that is a file, are refused with what is wrong', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-scan-'));
  t.after(() => rm(folder, { recursive: true }));
  await assert.rejects(scanRepository(join(folder, 'nowhere'), POLICY), {
    reason: 'REPOSITORY_NOT_READ',
    message: /nowhere cannot be read: there is no such folder$/,
  });
  await assert.rejects(scanRepository(fileURLToPath(import.meta.url), POLICY), {
    message: /cannot be read: it is no folder$/,
  });
  assert.deepEqual(await scanRepository(folder, POLICY), { specs: [], broken: [] });
});
