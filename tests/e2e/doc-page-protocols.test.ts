import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '../support/ensure-chromium.ts';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';
import { execute, launchBrowser, openPredictions, watch } from './doc-page-browser.ts';
import { type RunningRepository, startRepository } from './start-repository.ts';

const CLUSTER = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const TIMEOUT_MS = 180_000;

const browser = await ensureChromium();
const skip = 'missing' in browser ? browser.missing : false;

interface V2Answer {
  readonly model_name: string;
  readonly outputs: readonly { readonly data: readonly number[] }[];
}

describe('the doc page of all protocols in Chromium', { skip, timeout: TIMEOUT_MS }, () => {
  let opened: Awaited<ReturnType<typeof launchBrowser>>;
  let file: RunningRadiant;
  let repository: RunningRepository;
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-doc-page-'));
    await cp(join(CLUSTER, 'serialized_models/cluster_model.joblib'), join(folder, 'cluster', 'model.joblib'));
    await cp(join(CLUSTER, 'serialized_models/cluster_model.joblib'), join(folder, 'other', '3', 'model.joblib'));
    [opened, file, repository] = await Promise.all([
      launchBrowser('path' in browser ? browser.path : ''),
      startRadiant(['serialized_models/cluster_model.joblib'], { cwd: CLUSTER, command: 'serve' }),
      startRepository(folder),
    ]);
  });
  after(async () => {
    file.kill('SIGKILL');
    await Promise.all([opened.close(), repository.stop()]);
    await rm(folder, { recursive: true });
  });

  for (const what of ['a model file', 'a repository'] as const) {
    test(`"Execute" asks ${what} over V2 and TensorFlow Serving's protocol`, async (t) => {
      const root = what === 'a model file' ? `http://127.0.0.1:${file.httpPort}` : repository.url;
      const { page, requests, complaints } = await watch(t, opened.context);
      await page.goto(`${root}/v2/docs`);
      const v2 = (await execute(await openPredictions(page, '/v2/models/{model}/infer'))) as V2Answer;
      assert.deepEqual(v2.outputs[0]?.data.length, 1);
      const rows = (await execute(await openPredictions(page, '/v1/models/{name}:predict'))) as object;
      assert.deepEqual(rows, { predictions: v2.outputs[0]?.data });
      assert.ok(requests.includes(`${root}/v2/models/${v2.model_name}/infer`), requests.join(' '));
      assert.ok(requests.includes(`${root}/v1/models/${v2.model_name}:predict`), requests.join(' '));
      assert.deepEqual(complaints, []);
      assert.deepEqual(
        requests.filter((url) => !url.startsWith(`${root}/`) && !url.startsWith('data:')),
        [],
      );
    });
  }
});
