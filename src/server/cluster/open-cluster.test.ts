import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLog, type MetricsSnapshot } from '../../observe/index.ts';
import type { WebWorkerSettings } from './fixtures/web-worker.ts';
import { type Cluster, openCluster } from './index.ts';

const ENTRY = fileURLToPath(new URL('./fixtures/web-worker.ts', import.meta.url));

test('connections are spread evenly over the processes', async (t) => {
  const { port } = await open(t, 2);
  const agent = new Agent({ keepAlive: true });
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(port, '/', agent)));
  agent.destroy();
  const counts = Object.values(Object.groupBy(answers, (pid) => pid)).map((group) => group?.length);
  assert.deepEqual(counts, [5, 5]);
});

test('no connection is refused while all processes are killed again and again', async (t) => {
  const { cluster, port } = await open(t, 2);
  const failures = new Set<string>();
  let answered = 0;
  let killing = true;
  const clients = Array.from({ length: 8 }, async () => {
    while (killing) {
      await ask(port, '/').then(
        () => answered++,
        (error: NodeJS.ErrnoException) => failures.add(error.code ?? error.message),
      );
    }
  });
  for (let round = 0; round < 3; round++) {
    const seen = answered;
    await until(() => answered > seen + 20);
    for (const pid of cluster.pids) process.kill(pid, 'SIGKILL');
  }
  await until(() => cluster.readyCount === 2);
  killing = false;
  await Promise.all(clients);
  // Requests that a killed process was answering are lost, nothing else.
  failures.delete('ECONNRESET');
  assert.deepEqual([...failures], []);
});

test('counters do not fall back when a process dies', async (t) => {
  const { cluster, port } = await open(t, 2);
  for (let i = 0; i < 10; i++) await ask(port, '/');
  const [pid = 0] = cluster.pids;
  assert.equal(served(await cluster.collectMetrics('primary')), 10);
  process.kill(pid, 'SIGKILL');
  await until(() => cluster.readyCount === 2 && !cluster.pids.includes(pid));
  assert.equal(served(await cluster.collectMetrics('primary')), 10);
  await ask(port, '/');
  assert.equal(served(await cluster.collectMetrics('primary')), 11);
});

test('values that JSON does not have cross the processes', async (t) => {
  const { cluster, port } = await open(t, 1);
  await ask(port, '/nan');
  const { families } = await cluster.collectMetrics('primary');
  const odd = families.find(({ name }) => name === 'odd')?.series[0];
  assert.deepEqual(odd?.values, [Number.NaN]);
  assert.equal(odd?.workerId, String(cluster.pids[0]));
});

test('what stops the first process ends the start with its error', async () => {
  await assert.rejects(openCluster({ workers: 2, entry: ENTRY, settings: { failWith: 'no model' }, log: silent() }), {
    code: 'FAILED_PRECONDITION',
    message: /no model/,
  });
});

test('a port that is in use is an error of the process that asked for it', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const opening = openCluster({ workers: 1, entry: ENTRY, settings: { port }, log: silent() });
  await assert.rejects(opening, { message: /EADDRINUSE/ });
  other.close();
});

test('closing lets requests in flight end and refuses new ones', async (t) => {
  const { cluster, port } = await open(t, 2);
  const inFlight = Array.from({ length: 4 }, () => ask(port, '/wait'));
  await until(async () => served(await cluster.collectMetrics('primary')) === 4);
  await cluster.close();
  for (const answer of await Promise.all(inFlight)) assert.match(answer, /^waited \d+$/);
  await assert.rejects(ask(port, '/'), { code: 'ECONNREFUSED' });
  assert.deepEqual(cluster.pids, []);
  assert.equal(served(await cluster.collectMetrics('primary')), 4);
});

test('a process that gets SIGTERM drains and is replaced', async (t) => {
  const { cluster, port } = await open(t, 2);
  const [pid = 0] = cluster.pids;
  process.kill(pid, 'SIGTERM');
  await until(() => !cluster.pids.includes(pid) && cluster.readyCount === 2);
  assert.match(await ask(port, '/'), /^\d+$/);
});

async function open(t: TestContext, workers: number): Promise<{ cluster: Cluster; port: number }> {
  const settings: WebWorkerSettings = {};
  const cluster = await openCluster({ workers, entry: ENTRY, settings, log: silent() });
  const [port = 0] = cluster.ports;
  t.after(() => cluster.close(AbortSignal.timeout(2000)));
  await until(() => cluster.readyCount === workers);
  return { cluster, port };
}

async function ask(port: number, path: string, agent?: Agent): Promise<string> {
  const request = get({ host: '127.0.0.1', port, path, agent: agent ?? false });
  const [response] = await once(request, 'response');
  return Buffer.concat(await response.toArray()).toString();
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

function served(snapshot: MetricsSnapshot): number {
  return snapshot.families.find(({ name }) => name === 'served_total')?.series[0]?.values[0] ?? 0;
}

function silent() {
  return createLog({ level: 'ERROR', format: 'human', stream: { write: () => {} } });
}
