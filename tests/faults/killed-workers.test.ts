import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seldonMessageFromJson, seldonMessageToJson } from '../../src/protocols/seldon/index.ts';
import { openGrpcConnection } from '../support/grpc-connection.ts';
import { openHttpConnection, postBytes } from '../support/http-connection.ts';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';
import { processIsThere } from './processes.ts';
import { within } from './take-turns.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const TIMEOUT_MS = 120_000;
const ANSWER_MS = 30_000;
const END_MS = 30_000;
const REST_CLIENTS = 160;
const GRPC_CONNECTIONS = 10;
const CALLS_AT_ONCE = 4;
const KILLS = 16;
const MAX_PAUSE_MS = 400;
const UNAVAILABLE = 14;
/** The one who computed when the worker was killed is told so. */
const CRASHED = /^the Python worker was ended by SIGKILL .* while it computed this request/;

/** What the clients have seen. */
interface Tally {
  right: number;
  crashed: number;
  /** Processes that have answered. */
  readonly pids: Set<number>;
}

test('200 clients get right answers or a clear 503 while workers are killed again and again', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-pids-'));
  t.after(() => rm(folder, { recursive: true }));
  const server = await startRadiant(['MortalDouble', '--workers', '2'], { cwd: FIXTURES, env: { PIDS: folder } });
  t.after(() => server.kill('SIGKILL'));
  const tally: Tally = { right: 0, crashed: 0, pids: new Set() };
  const over = new AbortController();
  const clients = Promise.all([
    ...Array.from({ length: REST_CLIENTS }, () => askOverRest(server, tally, over.signal)),
    ...Array.from({ length: GRPC_CONNECTIONS }, () => askOverGrpc(server, tally, over.signal)),
  ]);
  const kills = await Promise.race([killWorkers(folder, tally), clients.then(() => 0)]);
  over.abort();
  await within(END_MS, clients, 'clients wait for answers');
  t.diagnostic(`${tally.right} right, ${tally.crashed} crashed, ${kills} killed`);
  // A worker computes one call at a time, so that a kill can fail one call at most.
  assert.ok(tally.crashed <= kills, `${tally.crashed} requests failed by ${kills} kills`);
  assert.ok(tally.right >= REST_CLIENTS, `only ${tally.right} right answers`);
  assert.ok(tally.pids.size >= KILLS / 2, `only ${tally.pids.size} processes have answered`);
  server.kill('SIGTERM');
  assert.equal((await within(END_MS, server.ended, 'the server does not end')).code, 0);
  const left = (await readdir(folder)).map(Number).filter(processIsThere);
  assert.deepEqual(left, []);
});

async function askOverRest(server: RunningRadiant, tally: Tally, over: AbortSignal): Promise<void> {
  const connection = await openHttpConnection(server.httpPort);
  while (!over.aborted) {
    const value = randomValue();
    const asked = connection.send(postBytes('/api/v1.0/predictions', JSON.stringify({ data: { ndarray: [[value]] } })));
    const { status, body } = await within(ANSWER_MS, asked, 'REST');
    const answer = JSON.parse(body.toString()) as { data: { ndarray: number[][] }; status: Record<string, unknown> };
    if (status === 200) checkRow(answer.data.ndarray[0], value, tally);
    else {
      assert.deepEqual({ ...answer.status, info: '' }, { code: -1, info: '', reason: 'WORKER_CRASHED', status: 1 });
      assert.equal(status, 503);
      assert.match(String(answer.status.info), CRASHED);
      tally.crashed += 1;
    }
  }
  connection.close();
}

async function askOverGrpc(server: RunningRadiant, tally: Tally, over: AbortSignal): Promise<void> {
  const connection = await openGrpcConnection(server.grpcPort);
  const ask = async (): Promise<void> => {
    while (!over.aborted) {
      const value = randomValue();
      const message = seldonMessageFromJson('SeldonMessage', { data: { ndarray: [[value]] } });
      const reply = await within(ANSWER_MS, connection.call('/seldon.protos.Model/Predict', message), 'gRPC');
      if (reply.code === 0) {
        const answer = seldonMessageToJson('SeldonMessage', reply.message) as { data: { ndarray: number[][] } };
        checkRow(answer.data.ndarray[0], value, tally);
      } else {
        assert.equal(reply.code, UNAVAILABLE, reply.details);
        assert.match(reply.details, CRASHED);
        tally.crashed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, ask));
  connection.close();
}

function checkRow(row: readonly number[] | undefined, value: number, tally: Tally): void {
  assert.equal(row?.[0], value * 2);
  tally.pids.add(row![1]!);
  tally.right += 1;
}

/** Kills one worker after the other, at any moment of its life; gives how often. */
async function killWorkers(folder: string, tally: Tally): Promise<number> {
  let kills = 0;
  let isStartKilled = false;
  while (kills < KILLS) {
    await delay(Math.random() * MAX_PAUSE_MS);
    const living = (await readdir(folder)).map(Number).filter(processIsThere);
    const pid = living[Math.floor(Math.random() * living.length)];
    if (pid === undefined) continue;
    const isStarting = !tally.pids.has(pid);
    // When none comes up several times in a row the server says so at once, which is another story.
    if (isStarting && isStartKilled) continue;
    isStartKilled = isStarting;
    try {
      process.kill(pid, 'SIGKILL');
      kills += 1;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
    }
  }
  return kills;
}

function randomValue(): number {
  return Math.floor(Math.random() * 1_000_000) + 0.5;
}
