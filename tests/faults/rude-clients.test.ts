import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seldonMessageFromJson } from '../../src/protocols/seldon/index.ts';
import { openHttpConnection, postBytes } from '../support/http-connection.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';
import { within } from './take-turns.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const TIMEOUT_MS = 90_000;
const ANSWER_MS = 15_000;
const CLIENTS = 200;
/** More than the system's buffers hold. */
const LETTERS = 12_000_000;
const INCIDENT = /incident/;

const CLASSES = [
  { language: 'Python', left: NEEDS_PYTHON, name: 'BigAnswer' },
  { language: 'TypeScript', left: {}, name: './big-answer.ts' },
];

for (const { language, left, name } of CLASSES) {
  describe(`a ${language} class whose callers are rude`, { timeout: TIMEOUT_MS, ...left }, () => {
    test('callers that hang up in the middle of a request cost nothing', async (t) => {
      const server = await start(t, name);
      const request = postBytes('/predict', JSON.stringify({ jsonData: { letters: 1, more: 'x'.repeat(5000) } }));
      const before = await openFiles(server);
      await asMany(async (index) => {
        const socket = await open(server.httpPort);
        // Anywhere: in the first line, in the head, in the body.
        socket.write(request.subarray(0, 1 + Math.floor((index / CLIENTS) * (request.length - 1))));
        await delay(Math.random() * 50);
        hangUp(socket, index);
      });
      assert.equal((await calls(server)).calls, 0);
      await assertClean(server, before);
    });

    test('callers that hang up in the middle of an answer cost nothing', async (t) => {
      const server = await start(t, name);
      const before = await openFiles(server);
      const request = postBytes('/predict', JSON.stringify({ jsonData: { letters: LETTERS } }));
      const framed = frame({ jsonData: { letters: LETTERS } });
      for (let round = 0; round < 3; round++) {
        await Promise.all(
          Array.from({ length: 4 }, async (_, index) => {
            const socket = await open(server.httpPort);
            socket.write(request);
            await within(ANSWER_MS, once(socket, 'data'), 'a large answer over REST');
            hangUp(socket, index);
          }),
        );
        await leaveInAnswer(server, framed);
      }
      await assertClean(server, before);
    });

    test('callers that hang up before the answer are noticed', async (t) => {
      const server = await start(t, name);
      const before = await openFiles(server);
      const body = { jsonData: { waitMs: language === 'Python' ? 20 : 600_000 } };
      const request = postBytes('/predict', JSON.stringify(body));
      const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => open(server.httpPort)));
      for (const socket of sockets) socket.write(request);
      const session = openSession(server);
      const streams = Array.from({ length: CLIENTS }, () => callGrpc(session, frame(body)));
      // A Python class takes one after the other; asked now it would answer after them all.
      const isTaken = async (): Promise<boolean> =>
        language === 'Python' || (await calls(server)).calls === 2 * CLIENTS;
      await (await fetch(`http://127.0.0.1:${server.httpPort}/health/ping`)).text();
      while (!(await isTaken())) await delay(10);
      sockets.forEach(hangUp);
      streams.forEach((stream, index) => {
        if (index % 2 === 0) stream.close(8);
      });
      await delay(100);
      session.destroy();
      await assertClean(server, before);
      const { calls: begun, aborted } = await calls(server);
      // A call that a Python worker computes is computed to its end; those that wait are dropped.
      if (language === 'Python') assert.ok(begun < CLIENTS, `${begun} of ${CLIENTS * 2} were computed`);
      else assert.equal(aborted, begun);
    });
  });
}

test('callers that send a byte now and then do not hold up the others', { timeout: TIMEOUT_MS }, async (t) => {
  const server = await start(t, './big-answer.ts', '--grace-period', '1s');
  const slow = await Promise.all(Array.from({ length: 500 }, () => open(server.httpPort)));
  const slowGrpc = await Promise.all(Array.from({ length: 200 }, () => open(server.grpcPort)));
  const text =
    'POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"jsonData":';
  let sent = 0;
  const drip = setInterval(() => {
    const at = sent++;
    for (const [index, socket] of slow.entries()) socket.write(text[(at + index) % text.length]!);
    for (const socket of slowGrpc) socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'[at % 24]!);
  }, 50);
  t.after(() => clearInterval(drip));
  const connection = await openHttpConnection(server.httpPort);
  const request = postBytes('/predict', '{"jsonData":{"letters":3}}');
  for (let asked = 0; asked < 500; asked++) {
    const { status } = await within(ANSWER_MS, connection.send(request), 'a polite client');
    assert.equal(status, 200);
    if (asked % 10 === 0) await delay(10);
  }
  assert.ok(sent > 2, 'the slow clients have sent nothing');
  connection.close();
  // The end waits for them as long as for any request in flight, and no longer.
  server.kill('SIGTERM');
  const { code } = await within(ANSWER_MS, server.ended, 'the server does not end');
  assert.equal(code, 0);
  for (const socket of [...slow, ...slowGrpc]) socket.destroy();
});

async function start(t: TestContext, ...args: readonly string[]): Promise<RunningRadiant> {
  const server = await startRadiant(args, { cwd: FIXTURES });
  t.after(() => server.kill('SIGKILL'));
  return server;
}

async function asMany(work: (index: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: CLIENTS }, (_, index) => work(index)));
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Politely, or as a process that was killed does, or by a reset. */
function hangUp(socket: Socket, index: number): void {
  if (index % 3 === 0) socket.end();
  else if (index % 3 === 1) socket.destroy();
  else socket.resetAndDestroy();
}

function frame(body: object): Buffer {
  const message = seldonMessageFromJson('SeldonMessage', body as never);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function openSession(server: RunningRadiant): ClientHttp2Session {
  const session = connectHttp2(`http://127.0.0.1:${server.grpcPort}`);
  session.on('error', () => {});
  return session;
}

function callGrpc(session: ClientHttp2Session, framed: Buffer): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/seldon.protos.Model/Predict',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => {});
  stream.end(framed);
  return stream;
}

/** One call is cancelled, then its connection is cut. */
async function leaveInAnswer(server: RunningRadiant, framed: Buffer): Promise<void> {
  const session = openSession(server);
  const [first, second] = [callGrpc(session, framed), callGrpc(session, framed)];
  await within(ANSWER_MS, Promise.all([once(first, 'data'), once(second, 'data')]), 'a large answer over gRPC');
  first.close(8);
  session.destroy();
}

async function calls(server: RunningRadiant): Promise<{ readonly calls: number; readonly aborted?: number }> {
  const answer = await fetch(`http://127.0.0.1:${server.httpPort}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"strData":"calls"}',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return ((await answer.json()) as { jsonData: { calls: number } }).jsonData;
}

/** It answers, has no connection left, and nothing in its log is a fault of its own. */
async function assertClean(server: RunningRadiant, before: number | undefined): Promise<void> {
  await calls(server);
  const end = Date.now() + ANSWER_MS;
  for (let now = await openFiles(server); now !== undefined && now > before!; now = await openFiles(server)) {
    assert.ok(Date.now() < end, `${now} files are open, before ${before}`);
    await delay(20);
  }
  assert.doesNotMatch(server.output(), INCIDENT);
}

/** Undefined where the system does not tell. */
async function openFiles(server: RunningRadiant): Promise<number | undefined> {
  return await readdir(`/proc/${server.process.pid}/fd`).then(
    (files) => files.length,
    () => undefined,
  );
}
