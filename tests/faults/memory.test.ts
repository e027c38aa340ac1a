import assert from 'node:assert/strict';
import { on } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { seldonMessageFromJson } from '../../src/protocols/seldon/index.ts';
import { openGrpcConnection } from '../support/grpc-connection.ts';
import { openHttpConnection, postBytes } from '../support/http-connection.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';
import { processTree } from './processes.ts';
import { within } from './take-turns.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const TIMEOUT_MS = 180_000;
const MEGABYTE = 1024 * 1024;
const CONNECTIONS = 8;
/** Requests that a connection has under way. */
const PIPELINE = 16;
const ROUNDS = 10;
/** What the first rounds add is the warm-up: compiled code, caches, the heap's own idea of its size. */
const WARM_ROUNDS = 3;
/** A small heap is swept often, so that what it holds can be told from what waits for being swept; a large leak bursts it. */
const NODE_OPTIONS = '--max-old-space-size=48';
/** A leak of 100 bytes per request would be 20 MB over 200,000 requests. */
const MAX_GROWTH_BYTES = 16 * MEGABYTE;

interface Run {
  readonly what: string;
  readonly args: readonly string[];
  readonly requests: number;
  /** Where it is left out. */
  readonly left?: typeof NEEDS_PYTHON;
  readonly send: (server: RunningRadiant, requests: number) => Promise<void>;
}

const RUNS: readonly Run[] = [
  { what: 'over REST to a TypeScript class', args: ['./echo-everywhere.ts'], requests: 200_000, send: sendOverRest },
  { what: 'over gRPC to a TypeScript class', args: ['./echo-everywhere.ts'], requests: 50_000, send: sendOverGrpc },
  {
    what: 'over REST to a Python class',
    args: ['EchoEverywhere'],
    requests: 30_000,
    send: sendOverRest,
    left: NEEDS_PYTHON,
  },
];

for (const { what, args, requests, send, left } of RUNS) {
  test(`memory stays flat over ${requests} requests ${what}`, { timeout: TIMEOUT_MS, ...left }, async (t) => {
    const server = await startRadiant(args, { cwd: FIXTURES, env: { NODE_OPTIONS } });
    t.after(() => server.kill('SIGKILL'));
    const sizes: number[] = [];
    for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
      await send(server, requests / ROUNDS);
      const tree = await processTree(server.process.pid!);
      sizes.push(tree.reduce((sum, { residentBytes }) => sum + residentBytes, 0));
    }
    t.diagnostic(`MB after each round: ${sizes.map((size) => Math.round(size / MEGABYTE)).join(' ')}`);
    const growth = Math.min(...sizes.slice(-3)) - Math.max(...sizes.slice(WARM_ROUNDS, WARM_ROUNDS + 3));
    assert.ok(growth < MAX_GROWTH_BYTES, `${Math.round(growth / MEGABYTE)} MB more`);
  });
}

async function sendOverRest(server: RunningRadiant, requests: number): Promise<void> {
  const request = postBytes('/predict', '{"data":{"ndarray":[[1.5,2.25],[3.5,4.75]]}}');
  const probe = await openHttpConnection(server.httpPort);
  const { status, head, body } = await probe.send(request);
  probe.close();
  assert.equal(status, 200);
  // All requests are alike, and so are the replies: their length tells where each begins.
  const replyBytes = head.length + '\r\n\r\n'.length + body.length;
  const bursts = Math.ceil(requests / PIPELINE / CONNECTIONS);
  const work = Array.from({ length: CONNECTIONS }, () => sendBursts(server.httpPort, request, replyBytes, bursts));
  await within(TIMEOUT_MS, Promise.all(work), 'REST');
}

async function sendBursts(port: number, request: Buffer, replyBytes: number, bursts: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const burst = Buffer.concat(Array.from({ length: PIPELINE }, () => request));
  const received = on(socket, 'data', { close: ['end', 'close'] });
  for (let sent = 0; sent < bursts; sent++) {
    socket.write(burst);
    let replies: Buffer = Buffer.alloc(0);
    while (replies.length < PIPELINE * replyBytes) {
      const { value, done } = await received.next();
      assert.ok(done !== true, 'the connection was closed');
      replies = Buffer.concat([replies, (value as [Buffer])[0]]);
    }
    for (let at = 0; at < replies.length; at += replyBytes) {
      assert.equal(replies.toString('latin1', at, at + 12), 'HTTP/1.1 200');
    }
  }
  socket.destroy();
}

async function sendOverGrpc(server: RunningRadiant, requests: number): Promise<void> {
  const message = seldonMessageFromJson('SeldonMessage', {
    data: { tensor: { shape: [2, 2], values: [1.5, 2, 3, 4] } },
  });
  const sendSome = async (): Promise<void> => {
    const connection = await openGrpcConnection(server.grpcPort);
    let left = Math.ceil(requests / CONNECTIONS);
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const { code, details } = await connection.call('/seldon.protos.Model/Predict', message);
        assert.equal(code, 0, details);
      }
    };
    await Promise.all(Array.from({ length: PIPELINE }, lane));
    connection.close();
  };
  await within(TIMEOUT_MS, Promise.all(Array.from({ length: CONNECTIONS }, sendSome)), 'gRPC');
}
