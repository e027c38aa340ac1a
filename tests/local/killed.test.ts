import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { createDaemonClient, findHomeFolder } from '../../src/local/index.ts';
import { EXAMPLES } from './open-local.ts';
import { addressIn, runRadiant, spawnRadiant } from './run-radiant.ts';

const TIMEOUT_MS = 240_000;
const ROW = '[[5.1, 3.5, 1.4, 0.2]]';

describe('what was killed', { timeout: TIMEOUT_MS }, () => {
  let folder = '';
  let environment: Record<string, string> = {};
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-killed-'));
    environment = { RADIANT_HOME: folder };
  });
  after(async () => {
    await runRadiant(['stop'], environment);
    await rm(folder, { recursive: true, maxRetries: 5 });
  });

  async function post(url: string, what: string, body: string): Promise<void> {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${url}/seldon/default/iris-bandit/api/v1.0/${what}`, { method: 'POST', headers, body });
    assert.equal(answer.status, 200, await answer.text());
  }
  const reward = (url: string): Promise<void> =>
    post(
      url,
      'feedback',
      `{"request":{"data":{"ndarray":${ROW}}},"response":{"meta":{"routing":{"bandit":1}}},"reward":1}`,
    );
  const learned = async (): Promise<unknown> =>
    (
      JSON.parse(await readFile(join(folder, 'state', 'default%2Firis-bandit%2Fdefault%2Fbandit.json'), 'utf8')) as {
        values: unknown;
      }
    ).values;

  test('daemon answers soon again, and its bandit goes on from what it had learned', async (t) => {
    const args = ['apply', '-f', 'iris.yaml', 'bandit.yaml', '--port', '0'];
    const child = spawnRadiant(args, environment, EXAMPLES);
    const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    const url = addressIn(out);
    assert.ok(url !== undefined, err);
    await reward(url);
    assert.deepEqual(await learned(), [0, 0, 1, 1]);

    const client = createDaemonClient(findHomeFolder(environment).socket);
    process.kill((await client.describe()).pid, 'SIGKILL');
    const startedMs = performance.now();
    const again = spawnRadiant(['daemon', '--port', '0', '--host', '127.0.0.1', '--log-level', 'INFO'], environment);
    again.stdout?.resume();
    let said = '';
    for await (const chunk of again.stderr!) {
      said += String(chunk);
      if (said.includes('the daemon listens on port')) break;
    }
    const port = /the daemon listens on port (\d+)/.exec(said)?.[1];
    await post(`http://127.0.0.1:${port}`, 'predictions', `{"data":{"ndarray":${ROW}}}`);
    t.diagnostic(`answers ${Math.round(performance.now() - startedMs)} ms after its start`);
    await reward(`http://127.0.0.1:${port}`);
    assert.deepEqual(await learned(), [0, 0, 2, 2]);
  });

  test('start, by Ctrl-C during a download, ends at once and well', async (t) => {
    const asked = Promise.withResolvers<void>();
    const store = createServer((_req, res) => {
      res.writeHead(200, { 'Content-Length': '1000000' });
      res.write('the beginning');
      asked.resolve();
    }).listen(0, '127.0.0.1');
    await once(store, 'listening');
    t.after(() => {
      store.closeAllConnections();
      store.close();
    });
    const file = join(folder, 'slow.yaml');
    const iris = await readFile(join(EXAMPLES, 'iris.yaml'), 'utf8');
    const uri = `http://127.0.0.1:${(store.address() as AddressInfo).port}/model.joblib`;
    await writeFile(file, iris.replace('models/iris-v1', uri));
    const up = spawnRadiant(['up', '-f', file, '--port', '0', '--cache-dir', join(folder, 'cache')], environment);
    up.stdout?.resume();
    up.stderr?.resume();
    await asked.promise;
    up.kill('SIGINT');
    assert.deepEqual(await once(up, 'exit'), [0, null]);
  });
});
