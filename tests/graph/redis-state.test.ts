import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../src/base/index.ts';
import { openStateStore, type StateStore } from '../../src/graph/index.ts';
import { ensureRedis } from '../support/ensure-redis.ts';
import { RedisServer } from './fixtures/start-redis.ts';

const program = await ensureRedis();
const skip = program === undefined ? 'needs redis-server, which this machine has not' : false;

const warnings: string[] = [];
const log: Log = { debug() {}, info() {}, warning: (text) => void warnings.push(text), error() {}, child: () => log };

async function until(isTrue: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !isTrue(); await wait(5)) {
    if (performance.now() > end) throw new Error('it does not come true');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('what routers learn, in Redis', { skip, timeout: 60_000 }, () => {
  let folder: string;
  let redis: RedisServer;
  const stores: StateStore[] = [];
  const open = async (url = redis.url): Promise<StateStore> => {
    const store = await openStateStore(url, log);
    stores.push(store);
    return store;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-redis-'));
    redis = new RedisServer(program ?? '', await freePort(), folder, [
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
    ]);
    await redis.start();
  });
  after(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await redis.kill();
    await rm(folder, { recursive: true });
  });

  test('is there again after a restart', async () => {
    const first = await openStateStore(redis.url, log);
    const cells = await first.open('restart', 4);
    await Promise.all(Array.from({ length: 1000 }, () => cells.add([0, 1, 3, 0.5])));
    await first.close();
    assert.deepEqual([...(await (await open()).open('restart', 4)).values], [1000, 0, 0, 500]);
  });

  test('is shared by replicas, of which each adds to it', async () => {
    const replicas = await Promise.all([1, 2, 3].map(async () => (await open()).open('shared', 2)));
    await Promise.all(replicas.flatMap((cells) => Array.from({ length: 500 }, () => cells.add([0, 1, 1, 2]))));
    await until(() => replicas.every(({ values }) => values[0] === 1500 && values[1] === 3000));
  });

  test('begins anew for a graph with another number of branches, and is kept for the old one', async () => {
    const store = await open();
    await (await store.open('grown', 2)).add([0, 1]);
    assert.deepEqual([...(await store.open('grown', 4)).values], [0, 0, 0, 0]);
    assert.deepEqual([...(await (await open()).open('grown', 2)).values], [1, 0]);
  });

  for (const { name, options } of [
    { name: 'that keeps its data', options: ['--appendonly', 'yes', '--appendfsync', 'always'] },
    { name: 'that comes back empty', options: ['--appendonly', 'no'] },
  ]) {
    test(`counts every reward once though a server ${name} is killed under load`, async () => {
      const own = new RedisServer(program ?? '', await freePort(), await mkdtemp(join(folder, 'own-')), options);
      await own.start();
      const store = await open(own.url);
      const cells = await store.open('killed', 2);
      let added = 0;
      let isLoaded = true;
      const load = (async () => {
        for (; isLoaded; added++) {
          const slow = performance.now();
          await cells.add([0, 1]);
          assert.ok(performance.now() - slow < 5_000);
          if (added % 64 === 0) await wait(1);
        }
      })();
      for (let round = 0; round < 3; round++) {
        const seen = added;
        await until(() => added > seen + 200);
        await own.kill();
        const gone = added;
        await until(() => added > gone + 200);
        await own.start();
      }
      isLoaded = false;
      await load;
      assert.equal(cells.values[0], added);
      const other = await (await open(own.url)).open('killed', 2);
      await until(() => other.values[0] === added);
      await own.kill();
    });
  }

  test('answers while the server hangs, and tells it all when it goes on', async () => {
    const own = new RedisServer(program ?? '', await freePort(), await mkdtemp(join(folder, 'hung-')));
    await own.start();
    const cells = await (await open(own.url)).open('hung', 1);
    own.pause('SIGSTOP');
    const began = performance.now();
    await Promise.all(Array.from({ length: 100 }, () => cells.add([0, 1])));
    assert.ok(performance.now() - began < 4_000);
    assert.equal(cells.values[0], 100);
    own.pause('SIGCONT');
    const other = await (await open(own.url)).open('hung', 1);
    await until(() => other.values[0] === 100);
    await own.kill();
  });

  test('is counted once when the reply is lost on the way', async () => {
    const sockets = new Set<Socket>();
    let cutAfter = Number.POSITIVE_INFINITY;
    const proxy: Server = createServer((client) => {
      const server = connect(redis.port, '127.0.0.1');
      sockets.add(client).add(server);
      client.on('error', () => server.destroy()).pipe(server);
      server
        .on('error', () => client.destroy())
        .on('data', (chunk) => {
          cutAfter -= 1;
          if (cutAfter < 0) client.destroy();
          else client.write(chunk);
        });
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const cells = await (await open(`redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`)).open('lost', 1);
    cutAfter = 0;
    await cells.add([0, 5]);
    assert.equal(cells.values[0], 5);
    cutAfter = Number.POSITIVE_INFINITY;
    const other = await (await open()).open('lost', 1);
    assert.equal(other.values[0], 5);
    await until(() => sockets.size > 2);
    await cells.add([0, 1]);
    await until(() => other.values[0] === 6);
    assert.equal(cells.values[0], 6);
    proxy.close();
    for (const socket of sockets) socket.destroy();
  });

  test('is kept in memory while no server is there, from the start', async () => {
    const port = await freePort();
    const cells = await (await open(`redis://127.0.0.1:${port}`)).open('late', 1);
    await cells.add([0, 7]);
    assert.equal(cells.values[0], 7);
    assert.match(warnings.join('\n'), new RegExp(`Redis at 127.0.0.1:${port} cannot be reached`));
    const own = new RedisServer(program ?? '', port, folder);
    await own.start();
    const other = await (await open(own.url)).open('late', 1);
    await until(() => other.values[0] === 7);
    await own.kill();
  });

  test('needs the password of a server that has one', async () => {
    const own = new RedisServer(program ?? '', await freePort(), folder, ['--requirepass', 'se cret']);
    await own.start();
    await assert.rejects(openStateStore(own.url, log), { reason: 'STATE_REFUSED', message: /NOAUTH/ });
    const wrong = openStateStore(`redis://:other@127.0.0.1:${own.port}`, log);
    await assert.rejects(wrong, { reason: 'STATE_REFUSED', message: /^(?!.*other).*WRONGPASS/ });
    const cells = await (await open(`redis://:se%20cret@127.0.0.1:${own.port}/3`)).open('secret', 1);
    await cells.add([0, 1]);
    assert.equal((await (await open(`redis://:se%20cret@127.0.0.1:${own.port}/3`)).open('secret', 1)).values[0], 1);
    assert.equal((await (await open(`redis://:se%20cret@127.0.0.1:${own.port}`)).open('secret', 1)).values[0], 0);
    await own.kill();
  });
});
