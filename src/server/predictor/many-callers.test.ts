import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { openRemoteNode } from '../../hosts/remote/index.ts';
import { callUnary, createClient } from '../grpc/fixtures/call-grpc-js.ts';
import { component, open, times, unit } from './fixtures/open-test-predictor.ts';

const CALLERS = 100;
const UNAVAILABLE = 14;
/** SeldonMessage {strData = 5}: "x" */
const MESSAGE = Buffer.from('2a0178', 'hex');

/** A node in front of a socket: answers after `delayMs`, or breaks the connection. */
async function serve(delayMs: number, fails: boolean): Promise<number> {
  const server = createServer((req, res) => {
    req.resume().on('end', () => {
      setTimeout(() => {
        if (fails) req.socket.destroy();
        else res.setHeader('Content-Type', 'application/json').end('{"data":{"ndarray":[[1]]}}');
      }, delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('a hundred callers of a graph with a slow and a failing node all get an answer, and nothing is left behind', async () => {
  const lost: unknown[] = [];
  const note = (reason: unknown): void => void lost.push(reason);
  process.on('unhandledRejection', note);
  const at = (name: string, port: number) =>
    openRemoteNode({ name, protocol: 'seldon', rest: { host: '127.0.0.1', port } });
  const graph = unit('c', { type: 'COMBINER', children: [unit('slow'), unit('failing')] });
  const { url, grpc, server } = await open(graph, {
    c: component('c', { aggregate: times(1) }),
    slow: at('slow', await serve(20, false)),
    failing: at('failing', await serve(1, true)),
  });
  // One connection: the callers are many, not their sockets, which the test would have to open too.
  const client = createClient(grpc);
  const path = '/seldon.protos.Seldon/Predict';
  const answers = await Promise.all(Array.from({ length: CALLERS }, () => callUnary(client, MESSAGE, { path })));
  client.close();
  assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set([UNAVAILABLE]));
  const page = await (await fetch(`${url}/metrics`)).text();
  assert.match(page, /executor_server_requests_seconds_count\{code="Unavailable".*\} 100/);
  // Closing waits for whatever is still under way: it ends only when nothing is.
  await server.close();
  process.removeListener('unhandledRejection', note);
  assert.deepEqual(lost, []);
});
