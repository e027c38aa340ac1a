import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sendHttp } from '../conformance/send.ts';
import { startRadiant } from '../support/start-radiant.ts';

test('a promise that user code lets go of and that fails is logged, and the service lives', async () => {
  const radiant = await startRadiant(['./lost-promise.ts'], {
    cwd: fileURLToPath(new URL('fixtures', import.meta.url)),
  });
  const lines = createInterface({ input: radiant.process.stderr! });
  const logged = once(lines, 'line');
  const request = { path: '/predict', body: '{"strData":"x"}', headers: { 'Content-Type': 'application/json' } };
  assert.equal((await sendHttp(radiant.httpPort, request)).status, 200);
  const [line] = (await logged) as [string];
  assert.match(line, /nobody waited for.*nobody waits for this/s);
  assert.equal((await sendHttp(radiant.httpPort, request)).status, 200);
  radiant.kill('SIGTERM');
  assert.equal((await radiant.ended).code, 0);
});
