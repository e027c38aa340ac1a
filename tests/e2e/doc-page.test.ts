import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '../support/ensure-chromium.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { startRadiant } from '../support/start-radiant.ts';
import { execute, launchBrowser, openPredictions, watch } from './doc-page-browser.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const TIMEOUT_MS = 180_000;

const browser = await ensureChromium();
const skip = 'missing' in browser ? browser.missing : false;

describe('the doc page in Chromium', { skip, timeout: TIMEOUT_MS }, () => {
  let opened: Awaited<ReturnType<typeof launchBrowser>>;
  before(async () => {
    opened = await launchBrowser('path' in browser ? browser.path : '');
  });
  after(() => opened.close());

  const served = [
    { name: 'src.prediction_service.ClusterModel', folder: 'cluster', left: NEEDS_PYTHON },
    { name: './my-model.ts', folder: 'typescript' },
    { name: 'serialized_models/cluster_model.joblib', folder: 'cluster', command: 'serve' },
  ];
  for (const { name, folder, left, command = 'microservice' } of served) {
    test(`"Try it out" and "Execute" show a prediction of ${name}`, { ...left }, async (t) => {
      const server = await startRadiant([name], { cwd: join(EXAMPLES, folder), command });
      t.after(() => server.kill('SIGKILL'));
      const root = `http://127.0.0.1:${server.httpPort}`;
      const watched = await watch(t, opened.context);
      await watched.page.goto(`${root}/api/v1.0/doc/`);
      const operation = await openPredictions(watched.page);
      assert.deepEqual(await execute(operation), { data: { names: [], ndarray: [1] }, meta: {} });
      await operation.locator('textarea.body-param__text').fill('{"data": {"ndarray": [[1, 2], [12, 3]]}}');
      await operation.locator('.btn-clear').click();
      assert.deepEqual(await execute(operation), { data: { names: [], ndarray: [1, 0] }, meta: {} });
      const picture = process.env.RADIANT_SCREENSHOTS;
      if (picture !== undefined)
        await watched.page.screenshot({ path: join(picture, `${folder}-${command}.png`), fullPage: true });
      assert.deepEqual(watched.complaints, []);
      assert.deepEqual(
        watched.requests.filter((url) => !url.startsWith(`${root}/`) && !url.startsWith('data:')),
        [],
      );
      assert.ok(watched.requests.includes(`${root}/api/v1.0/predictions`));
    });
  }
});
