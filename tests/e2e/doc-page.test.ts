import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { ensureChromium } from '../support/ensure-chromium.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { startRadiant } from '../support/start-radiant.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const STEP_TIMEOUT_MS = 30_000;
const TIMEOUT_MS = 180_000;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

const browser = await ensureChromium();
const skip = 'missing' in browser ? browser.missing : false;

/** A page, and what it asked for and complained about. */
interface Watched {
  readonly page: Page;
  readonly requests: string[];
  readonly complaints: string[];
}

describe('the doc page in Chromium', { skip, timeout: TIMEOUT_MS }, () => {
  let context: BrowserContext;
  let profile: string;

  before(async () => {
    profile = await mkdtemp(join(tmpdir(), 'radiant-chromium-'));
    const executablePath = 'path' in browser ? browser.path : '';
    context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: FLAGS });
    context.setDefaultTimeout(STEP_TIMEOUT_MS);
  });

  after(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });

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
      const watched = await watch(t, context);
      await watched.page.goto(`${root}/api/v1.0/doc/`);
      const operation = watched.page.locator('.opblock', {
        has: watched.page.locator('[data-path="/api/v1.0/predictions"]'),
      });
      await operation.locator('.opblock-summary').click();
      await pressTryItOut(operation);
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

async function pressTryItOut(operation: Locator): Promise<void> {
  const button = operation.locator('.try-out__btn');
  await button.waitFor();
  // It says "Cancel" where the page has pressed it already.
  if ((await button.textContent())?.startsWith('Try')) await button.click();
}

/** Presses "Execute" and reads the answer off the page. */
async function execute(operation: Locator): Promise<unknown> {
  await operation.getByRole('button', { name: 'Execute' }).click();
  const live = operation.locator('.live-responses-table');
  assert.match((await live.locator('.response-col_status').last().textContent()) ?? '', /^\s*200/);
  const shown = (await live.locator('.response-col_description .highlight-code code').first().textContent()) ?? '';
  return JSON.parse(shown.slice(shown.indexOf('{'), shown.lastIndexOf('}') + 1));
}

async function watch(t: TestContext, context: BrowserContext): Promise<Watched> {
  const page = await context.newPage();
  t.after(() => page.close());
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, requests, complaints };
}
