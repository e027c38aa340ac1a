import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BrowserContext, chromium } from 'playwright-core';
import { ensureChromium } from '../support/ensure-chromium.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KMEANS = join(ROOT, 'tests', 'golden', 'models', 'cluster', 'kmeans', 'sk-1.7.2');
const run = promisify(execFile);
const browser = await ensureChromium();
const skip = 'missing' in browser ? browser.missing : false;

interface Case {
  readonly inputs: { readonly rows: readonly (readonly number[])[] };
  readonly outputs: { readonly predict: { readonly values: readonly number[] } };
}

describe('the page of docs/browser in Chromium', { skip, timeout: 180_000 }, () => {
  let folder: string;
  let server: Server;
  let context: BrowserContext;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-browser-'));
    await run(process.execPath, [join(ROOT, 'scripts', 'build-browser.mjs'), join(folder, 'page')]);
    server = createServer((request, response) => {
      const name = request.url === '/page.js' ? 'page.js' : 'index.html';
      response.setHeader('content-type', name === 'page.js' ? 'text/javascript' : 'text/html');
      readFile(join(folder, 'page', name)).then(
        (bytes) => response.end(bytes),
        (error: unknown) => response.destroy(error as Error),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: 'path' in browser ? browser.path : '',
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
    });
    context.setDefaultTimeout(30_000);
  });

  after(async () => {
    await context.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a joblib file is loaded and answers with the labels of Python; nothing is sent anywhere', async (t) => {
    const page = await context.newPage();
    t.after(() => page.close());
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await page.goto(root);
    await page.getByLabel('Model file').setInputFiles(join(KMEANS, 'model.joblib'));
    await page.getByText('KMeans, 5 features a row').waitFor();
    const recorded = JSON.parse(await readFile(join(KMEANS, 'case.json'), 'utf8')) as Case;
    await page.getByLabel('Rows, as JSON').fill(JSON.stringify(recorded.inputs.rows.slice(0, 6)));
    await page.getByRole('button', { name: 'Predict' }).click();
    const answer = page.locator('#answer:not(:empty)');
    assert.deepEqual(JSON.parse((await answer.textContent()) ?? ''), recorded.outputs.predict.values.slice(0, 6));
    await page.getByLabel('Rows, as JSON').fill('[[1, 2]]');
    await page.getByRole('button', { name: 'Predict' }).click();
    await page.getByText('feature count is 2, the model was fitted with 5').waitFor();
    assert.deepEqual(complaints, []);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith('data:')),
      [root, `${root}page.js`],
    );
  });
});
