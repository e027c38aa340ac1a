import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

const STEP_TIMEOUT_MS = 30_000;
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

/** A page, and what it asked for and complained about. */
export interface Watched {
  readonly page: Page;
  readonly requests: string[];
  readonly complaints: string[];
}

/** A browser with a profile of its own, which reaches 127.0.0.1 only. */
export async function launchBrowser(
  executablePath: string,
): Promise<{ readonly context: BrowserContext; close(): Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'radiant-chromium-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: FLAGS });
  context.setDefaultTimeout(STEP_TIMEOUT_MS);
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Opens the form of the predictions on a doc page, or of another path that is asked with POST. */
export async function openPredictions(page: Page, path = '/api/v1.0/predictions'): Promise<Locator> {
  const operation = page.locator('.opblock-post', { has: page.locator(`[data-path="${path}"]`) });
  await operation.locator('.opblock-summary').click();
  await pressTryItOut(operation);
  return operation;
}

async function pressTryItOut(operation: Locator): Promise<void> {
  const button = operation.locator('.try-out__btn');
  await button.waitFor();
  // It says "Cancel" where the page has pressed it already.
  if ((await button.textContent())?.startsWith('Try')) await button.click();
}

/** Presses "Execute" and reads the answer off the page. */
export async function execute(operation: Locator): Promise<unknown> {
  await operation.getByRole('button', { name: 'Execute' }).click();
  const live = operation.locator('.live-responses-table');
  assert.match((await live.locator('.response-col_status').last().textContent()) ?? '', /^\s*200/);
  const shown = (await live.locator('.response-col_description .highlight-code code').first().textContent()) ?? '';
  return JSON.parse(shown.slice(shown.indexOf('{'), shown.lastIndexOf('}') + 1));
}

/** A new page of the browser. It is closed after the test. */
export async function watch(t: TestContext, context: BrowserContext): Promise<Watched> {
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
