import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, credentials } from '@grpc/grpc-js';
import { seldonMessageFromJson, seldonMessageToJson } from '../../src/protocols/seldon/index.ts';
import { launchRadiant, type RunningRadiant, startRadiant } from '../support/start-radiant.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/typescript/', import.meta.url));
const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));
const POINTS = '{"data":{"ndarray":[[0,0],[12,3]]}}';

test('the TypeScript example answers as its README says', async (t) => {
  const server = await start(t, '1');
  assert.deepEqual(await predict(server, POINTS), { data: { names: [], ndarray: [1, 0] }, meta: {} });
  const far = await predict(server, '{"data":{"ndarray":[[100,3]]}}');
  assert.deepEqual(far.meta, { tags: { outliers: 1 }, metrics: [{ key: 'outliers', type: 'COUNTER', value: 1 }] });
  assert.match(JSON.stringify(await predict(server, '{"data":{"ndarray":[[1,2,3]]}}')), /the model was made for 2/);
});

test('two processes answer over REST and gRPC, and a killed one is replaced', async (t) => {
  const server = await start(t, '2');
  for (let call = 0; call < 4; call++) await predict(server, POINTS);
  const before = await workersOf(server);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  // Nobody is refused: the connection waits for the process that comes.
  assert.deepEqual(await predict(server, POINTS), { data: { names: [], ndarray: [1, 0] }, meta: {} });
  const bytes = seldonMessageFromJson('SeldonMessage', { data: { tensor: { shape: [1, 2], values: [12, 3] } } });
  const answer = await callGrpc(server.grpcPort, Buffer.from(bytes));
  assert.deepEqual(seldonMessageToJson('SeldonMessage', answer).data, { tensor: { shape: [1], values: [0] } });
  const after = await workersOf(server);
  assert.ok(
    after.every((pid) => !before.includes(pid)),
    `${before} became ${after}`,
  );
});

test('server processes end when the first process is killed', async (t) => {
  const server = await start(t, '2');
  const workers = await workersOf(server);
  server.kill('SIGKILL');
  await server.ended;
  while (workers.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
});

test('a second signal ends all processes at once', async (t) => {
  const server = await startRadiant(['./slow-model.ts', '--workers', '2'], { cwd: FIXTURES });
  t.after(() => server.kill('SIGKILL'));
  const workers = await workersOf(server);
  const lost = assert.rejects(predict(server, '{"jsonData":{"waitMs":60000}}'));
  server.kill('SIGTERM');
  // A repetition within a tenth of a second counts as an echo of the first.
  while (server.process.exitCode === null) {
    await delay(150);
    server.kill('SIGTERM');
  }
  assert.equal((await server.ended).code, 143);
  while (workers.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
  await lost;
});

test('a signal during a long start ends it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'radiant-start-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const source =
    'export class Endless { load() { console.log("loading"); return new Promise(() => setInterval(() => {}, 1e6)); } predict() {} }';
  writeFileSync(join(folder, 'endless.mjs'), source);
  const server = launchRadiant(['microservice', './endless.mjs', '--workers', '2', '--http-port', '0'], {
    cwd: folder,
  });
  t.after(() => server.kill('SIGKILL'));
  while (!server.output().includes('loading')) await new Promise((resolve) => setImmediate(resolve));
  server.kill('SIGTERM');
  assert.equal((await server.ended).code, 0, server.output());
});

async function start(t: TestContext, workers: string): Promise<RunningRadiant> {
  const server = await startRadiant(['./my-model.ts', '--workers', workers], { cwd: EXAMPLE });
  t.after(() => server.kill('SIGKILL'));
  return server;
}

async function predict(server: RunningRadiant, body: string): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/api/v1.0/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body,
  });
  return (await response.json()) as Record<string, unknown>;
}

/** The processes that report their memory, once there are two. */
async function workersOf(server: RunningRadiant): Promise<number[]> {
  for (;;) {
    const page = await (await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`)).text();
    const found = [...page.matchAll(/^nodejs_heap_used_bytes\{worker_id="(\d+)"\}/gm)].map(([, pid]) => Number(pid));
    const workers = found.filter((pid) => pid !== server.process.pid);
    if (workers.length === 2) return workers;
  }
}

async function callGrpc(port: number, body: Buffer): Promise<Buffer> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const same = (bytes: Buffer): Buffer => bytes;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  client.makeUnaryRequest('/seldon.protos.Model/Predict', same, same, body, (error, answer) =>
    error === null && answer !== undefined ? resolve(answer) : reject(error),
  );
  return promise.finally(() => client.close());
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
