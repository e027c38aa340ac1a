import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Client } from '@grpc/grpc-js';
import type { GraphNode } from '../../graph/index.ts';
import { openRemoteNode } from '../../hosts/remote/index.ts';
import { type Answer, callUnary, createClient } from '../grpc/fixtures/call-grpc-js.ts';
import { type FaultyNode, type Mode, openFaultyGrpc, openFaultyRest } from './fixtures/faulty-node.ts';
import { open, unit } from './fixtures/open-test-predictor.ts';

const CALLERS = 1000;
/** Callers before and after: enough for more than one connection. */
const FEW_CALLERS = 20;
/** What a graph has that hangs, and one that needs not hurry on a busy machine. */
const SHORT_MS = 2_000;
const LONG_MS = 60_000;
const MAX_CONNECTIONS = 256;
const MAX_GROWTH_BYTES = 8 * 1024 * 1024;
const [OK, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE] = [0, 4, 13, 14];
/** SeldonMessage {strData = 5}: "x" */
const MESSAGE = Buffer.from('2a0178', 'hex');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Fault {
  readonly mode: Mode;
  readonly rest: readonly number[];
  readonly grpc: readonly number[];
  readonly says: RegExp;
}

const FAULTS: readonly Fault[] = [
  { mode: 'answers slowly', rest: [OK], grpc: [OK], says: /^$/ },
  { mode: 'dead', rest: [UNAVAILABLE], grpc: [UNAVAILABLE], says: /^b gives no answer: / },
  {
    mode: 'answers garbage',
    rest: [UNAVAILABLE],
    grpc: [INTERNAL],
    says: /^b (gives no answer: what it sends is not HTTP|answers with something that is no gRPC message)$/,
  },
  { mode: 'closes mid-body', rest: [UNAVAILABLE], grpc: [UNAVAILABLE], says: /^b gives no answer: / },
  {
    mode: 'hangs',
    rest: [DEADLINE_EXCEEDED],
    grpc: [DEADLINE_EXCEEDED],
    says: /^[abc] did not answer in time$|in the time that it has/,
  },
];

for (const transport of ['rest', 'grpc'] as const) {
  describe(`a thousand callers of a chain of three nodes over ${transport}`, () => {
    for (const fault of FAULTS) {
      test(`get an answer or a clear error each while one ${fault.mode === 'dead' ? 'is dead' : fault.mode}, and good answers when it is well again`, async () => {
        await holdUp(transport, fault);
      });
    }
  });
}

async function holdUp(transport: 'rest' | 'grpc', { mode, says, ...codes }: Fault): Promise<void> {
  const faulty = transport === 'rest' ? openFaultyRest : openFaultyGrpc;
  const before = heapBytes();
  const [a, b, c] = [await faulty(), await faulty(), await faulty()];
  const node = (name: string, { port }: FaultyNode): GraphNode =>
    openRemoteNode({ name, protocol: 'seldon', [transport]: { host: '127.0.0.1', port } });
  const graph = unit('a', {
    type: 'TRANSFORMER',
    children: [unit('b', { type: 'TRANSFORMER', children: [unit('c')] })],
  });
  const nodes = { a: node('a', a), b: node('b', b), c: node('c', c) };
  const grpcTimeoutMs = mode === 'hangs' ? SHORT_MS : LONG_MS;
  const { grpc, server } = await open(graph, nodes, { grpcTimeoutMs });
  // One connection: the callers are many, not their sockets, which the test would have to open too.
  const client = createClient(grpc);
  assert.deepEqual(codesOf(await ask(client, FEW_CALLERS)), [OK]);
  await b.become(mode);
  const answers = await ask(client, CALLERS);
  assert.deepEqual(codesOf(answers), codes[transport]);
  for (const { details } of answers) {
    assert.match(details, says);
    assert.doesNotMatch(details, /127\.0\.0\.1/);
  }
  await b.become('answers');
  assert.deepEqual(codesOf(await ask(client, FEW_CALLERS)), [OK]);
  for (const one of [a, b, c]) {
    assert.ok(one.connections() <= (transport === 'rest' ? MAX_CONNECTIONS : 1), `${one.connections()} connections`);
  }
  client.close();
  // Closing waits for whatever is still under way: it ends only when nothing is.
  await server.close();
  await Promise.all([a, b, c].map((one) => one.emptied()));
  const grown = heapBytes() - before;
  assert.ok(grown < MAX_GROWTH_BYTES, `${grown} bytes more are held`);
}

function ask(client: Client, count: number): Promise<readonly Answer[]> {
  const path = '/seldon.protos.Seldon/Predict';
  return Promise.all(Array.from({ length: count }, () => callUnary(client, MESSAGE, { path })));
}

function codesOf(answers: readonly Answer[]): readonly number[] {
  return [...new Set(answers.map(({ code }) => code))].sort();
}

function heapBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
