import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { startRadiant } from '../support/start-radiant.ts';
import { type Client, grpcClient, type Load, oneShotClient, restClient } from './load-clients.ts';
import { processIsThere } from './processes.ts';
import { within } from './take-turns.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const TIMEOUT_MS = 120_000;
/** The signal comes when so many have been answered. */
const ANSWERS_BEFORE = 1000;
const END_MS = 30_000;
/**
 * Connections that the system has made but not yet given to the server are reset when the port closes. No server can prevent
 * that for those of the last moment; it can accept all the others before.
 */
const MAX_RESETS = 3;

const SERVERS = [
  { what: 'a Python class', args: ['SlowDouble', '--workers', '2'], left: NEEDS_PYTHON },
  { what: 'a TypeScript class', args: ['./slow-double.ts', '--workers', '1'] },
  { what: 'a TypeScript class in two processes', args: ['./slow-double.ts', '--workers', '2'] },
];

/** So many of each at once. */
const CLIENTS: readonly (readonly [number, Client])[] = [
  [40, restClient],
  [4, oneShotClient],
  [10, grpcClient],
];

describe('SIGTERM under load', { timeout: TIMEOUT_MS }, () => {
  for (const { what, args, left } of SERVERS) {
    test(`loses no request to ${what}, and the exit code is 0`, { ...left }, async (t) => {
      const server = await startRadiant(args, { cwd: FIXTURES });
      t.after(() => server.kill('SIGKILL'));
      const signalled = Promise.withResolvers<void>();
      let answered = 0;
      let resets = 0;
      const load: Load = {
        server,
        answered: () => {
          answered += 1;
          if (answered === ANSWERS_BEFORE) signalled.resolve();
        },
        reset: () => {
          resets += 1;
        },
      };
      const running = Promise.all(CLIENTS.flatMap(([count, run]) => Array.from({ length: count }, () => run(load))));
      await Promise.race([signalled.promise, running]);
      server.kill('SIGTERM');
      // Every client ends by itself when the doors are closed; one that lost a request throws.
      await within(END_MS, running, 'the clients have no answers');
      const { code } = await within(END_MS, server.ended, 'the server does not end');
      assert.equal(code, 0, server.output());
      assert.ok(answered > ANSWERS_BEFORE);
      assert.ok(resets <= MAX_RESETS, `${resets} connections were reset`);
    });
  }
});

test('a second signal ends a Python class that computes at once, and its worker with it', {
  ...NEEDS_PYTHON,
  timeout: TIMEOUT_MS,
}, async (t) => {
  const server = await startRadiant(['SlowDouble'], { cwd: FIXTURES });
  t.after(() => server.kill('SIGKILL'));
  const ask = async (body: string): Promise<string> => {
    const url = `http://127.0.0.1:${server.httpPort}/predict`;
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return ((await answer.json()) as { strData: string }).strData;
  };
  const worker = Number(await ask('{"strData":"pid"}'));
  const cut = assert.rejects(ask('{"data":{"ndarray":[[1,600000]]}}'));
  // Requests are taken in the order in which they come: this answer says that the one before is under way.
  await (await fetch(`http://127.0.0.1:${server.httpPort}/health/ping`)).text();
  server.kill('SIGTERM');
  // What comes right after the first signal counts as its echo.
  const again = setInterval(() => server.kill('SIGTERM'), 150);
  t.after(() => clearInterval(again));
  const { code } = await within(END_MS, server.ended, 'the server does not end');
  assert.equal(code, 143);
  await cut;
  for (const end = Date.now() + END_MS; processIsThere(worker) && Date.now() < end; ) await delay(10);
  assert.equal(processIsThere(worker), false);
});
