import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fetchModel } from '../../src/storage/index.ts';
import { keepFiles, makeDvcRepository } from './stores/dvc-store.ts';
import { putFiles, S3_KEYS, startMoto } from './stores/s3-store.ts';

test('DVC with a remote in S3: the newest, an earlier revision, and a clone', async (t) => {
  const moto = await startMoto();
  t.after(moto.stop);
  await putFiles(moto.endpoint, 'shelf', 'nothing', {});
  const repository = await makeDvcRepository({ 'model.txt': Buffer.from('first') }, 's3://shelf/dvc', {
    endpointurl: moto.endpoint,
    access_key_id: S3_KEYS.AWS_ACCESS_KEY_ID,
    secret_access_key: S3_KEYS.AWS_SECRET_ACCESS_KEY,
  });
  const { folder } = repository;
  await repository.git('tag', 'v1');
  await keepFiles(repository, { 'model.txt': Buffer.from('second') });
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-dvc-cache-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
    rmSync(cacheDir, { recursive: true });
  });
  const uris = [
    [`dvc://${folder}/models/iris`, 'second'],
    [`dvc://${folder}/models/iris?rev=v1`, 'first'],
    [`dvc+file://${folder}?path=models/iris&rev=v1`, 'first'],
  ] as const;
  for (const [uri, expect] of uris) {
    const { path } = await fetchModel(uri, { environment: { PATH: process.env.PATH }, cacheDir });
    assert.equal(readFileSync(join(path, 'model.txt'), 'utf8'), expect, uri);
  }
});
