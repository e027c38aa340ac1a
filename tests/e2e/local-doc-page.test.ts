import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type OpenedLocal, openLocal } from '../local/open-local.ts';
import { ensureChromium } from '../support/ensure-chromium.ts';
import { execute, launchBrowser, openPredictions, watch } from './doc-page-browser.ts';

const TIMEOUT_MS = 120_000;
const browser = await ensureChromium();
const skip = 'missing' in browser ? browser.missing : false;

describe('the doc page of a deployment in Chromium', { skip, timeout: TIMEOUT_MS }, () => {
  let local: OpenedLocal;
  let opened: Awaited<ReturnType<typeof launchBrowser>>;
  before(async () => {
    local = await openLocal(['iris.yaml']);
    opened = await launchBrowser('path' in browser ? browser.path : '');
  });
  after(async () => {
    await opened.close();
    await local.close();
  });

  test('shows an example that the model answers, and asks below the path of the deployment', async (t) => {
    const root = `http://127.0.0.1:${local.port}/seldon/default/sklearn`;
    const { page, requests, complaints } = await watch(t, opened.context);
    await page.goto(`${root}/api/v1.0/doc/`);
    const answer = (await execute(await openPredictions(page))) as { data: { names: unknown; ndarray: number[][] } };
    assert.deepEqual(answer.data.names, ['t:0', 't:1', 't:2']);
    assert.equal(answer.data.ndarray[0]?.length, 3);
    assert.deepEqual(complaints, []);
    assert.ok(requests.includes(`${root}/api/v1.0/predictions`), requests.join(' '));
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(`${root}/`) && !url.startsWith('data:')),
      [],
    );
  });
});
