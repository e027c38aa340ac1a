import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import type { RadiantError } from '../../../base/index.ts';
import type { RestAnswer } from './answer-reader.ts';
import { ConnectionPool, MAX_CONNECTIONS, MAX_WAITING } from './connection-pool.ts';
import { requestHead, requestStart } from './request-head.ts';
import { RestCall, type RestExchange } from './rest-call.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const HEAD = requestHead(requestStart('GET', '/', 'a'), [], undefined);

/** A node whose answers the test gives by hand. */
class Node {
  /** Requests without an answer, by their sockets, and how many came on each before. */
  readonly open: Socket[] = [];
  readonly sockets: Socket[] = [];
  readonly #server = createServer((socket) => {
    this.sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', () => {
      this.open.push(socket);
      this.#arrived?.();
    });
  });
  #arrived: (() => void) | undefined;

  async listen(): Promise<ConnectionPool> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    after(() => {
      for (const socket of this.sockets) socket.destroy();
      this.#server.close();
    });
    const { port } = this.#server.address() as AddressInfo;
    const pool = new ConnectionPool({ name: 'clf', host: '127.0.0.1', port, maxAnswerBytes: 1000 });
    after(() => pool.close(AbortSignal.abort()));
    return pool;
  }

  async requests(count: number): Promise<void> {
    while (this.open.length < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      await promise;
    }
  }

  /** Answers the oldest requests. */
  answer(count = 1): void {
    for (const socket of this.open.splice(0, count)) socket.write(OK);
  }
}

function send(pool: ConnectionPool, more: Partial<RestExchange> = {}): Promise<RestAnswer> {
  const exchange = { head: HEAD, body: new Uint8Array(0), deadlineMs: undefined, signal: undefined, mayResend: true };
  return new Promise((resolve, reject) => {
    pool.send(new RestCall('clf', { ...exchange, ...more }, resolve, reject));
  });
}

const refused = (promise: Promise<unknown>): Promise<RadiantError | undefined> =>
  promise.then(
    () => undefined,
    (error) => error as RadiantError,
  );

describe('connections to a node', () => {
  test('are used again at once, the newest first, and opened only when none is idle', async () => {
    const node = new Node();
    const pool = await node.listen();
    const pair = [send(pool), send(pool)];
    await node.requests(2);
    const [first, second] = node.open;
    first?.write(OK);
    await pair[0];
    second?.write(OK);
    await pair[1];
    node.open.length = 0;
    for (let i = 0; i < 5; i++) {
      const again = send(pool);
      await node.requests(1);
      assert.equal(node.open[0], second);
      node.answer();
      await again;
    }
    assert.equal(node.sockets.length, 2);
  });

  test('are as many as the limit; who comes later has the first that gets free', async () => {
    const node = new Node();
    const pool = await node.listen();
    const answers = Array.from({ length: MAX_CONNECTIONS + 20 }, () => send(pool));
    await node.requests(MAX_CONNECTIONS);
    assert.equal(node.sockets.length, MAX_CONNECTIONS);
    node.answer(MAX_CONNECTIONS);
    await node.requests(20);
    node.answer(20);
    await Promise.all(answers);
    assert.equal(node.sockets.length, MAX_CONNECTIONS);
  });

  test('are not waited for longer than until the deadline, or than the caller does', async () => {
    const node = new Node();
    const pool = await node.listen();
    const busy = Array.from({ length: MAX_CONNECTIONS }, () => send(pool));
    await node.requests(MAX_CONNECTIONS);
    const late = await refused(send(pool, { deadlineMs: Date.now() + 5 }));
    assert.equal(late?.code, 'DEADLINE_EXCEEDED');
    const controller = new AbortController();
    const gone = refused(send(pool, { signal: controller.signal }));
    controller.abort();
    assert.equal((await gone)?.code, 'CANCELLED');
    node.answer(MAX_CONNECTIONS);
    await Promise.all(busy);
    // Neither of the two was sent.
    const next = send(pool);
    await node.requests(1);
    assert.equal(node.open.length, 1);
    node.answer();
    await next;
  });

  test('have a queue that ends somewhere', async () => {
    const node = new Node();
    const pool = await node.listen();
    const all = Array.from({ length: MAX_WAITING + 1 }, () => refused(send(pool)));
    const last = await all.at(-1);
    assert.equal(last?.reason, 'TOO_MANY_WAIT');
    await pool.close(AbortSignal.abort());
    const others = await Promise.all(all.slice(0, -1));
    assert.deepEqual([...new Set(others.map((error) => error?.reason))], ['NODE_UNREACHABLE']);
  });

  test('of a caller who has gone are closed, for the answer may still come', async () => {
    const node = new Node();
    const pool = await node.listen();
    const controller = new AbortController();
    const gone = refused(send(pool, { signal: controller.signal }));
    await node.requests(1);
    const closed = once(node.sockets[0] as Socket, 'close');
    controller.abort();
    assert.equal((await gone)?.code, 'CANCELLED');
    await closed;
  });

  test('on which something comes that nobody asked for are closed', async () => {
    const node = new Node();
    const pool = await node.listen();
    const first = send(pool);
    await node.requests(1);
    node.answer();
    await first;
    const [socket] = node.sockets as [Socket];
    const closed = once(socket, 'close');
    socket.write(OK);
    await closed;
    const second = send(pool);
    await node.requests(1);
    node.answer();
    await second;
    assert.equal(node.sockets.length, 2);
  });

  test('that the node is about to close are not used for what cannot be sent twice', async () => {
    const node = new Node();
    const pool = await node.listen();
    const first = send(pool);
    await node.requests(1);
    node.open.pop()?.write(OK.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=1\r\n\r\n'));
    await first;
    const second = send(pool, { mayResend: false });
    await node.requests(1);
    assert.equal(node.open[0], node.sockets[1]);
    node.answer();
    await second;
  });

  test('that were closed meanwhile cost no call, but what the node may have read is not sent twice', async () => {
    const node = new Node();
    const pool = await node.listen();
    const first = send(pool);
    await node.requests(1);
    node.answer();
    await first;
    for (const mayResend of [true, false]) {
      const next = refused(send(pool, { mayResend }));
      await node.requests(1);
      node.open.pop()?.destroy();
      if (mayResend) {
        await node.requests(1);
        node.answer();
      }
      assert.equal((await next)?.reason, mayResend ? undefined : 'NODE_UNREACHABLE');
    }
  });

  test('let calls under way end when they are closed', async () => {
    const node = new Node();
    const pool = await node.listen();
    const call = send(pool);
    await node.requests(1);
    const closed = pool.close();
    assert.match((await refused(send(pool)))?.message ?? '', /closed here/);
    node.answer();
    assert.equal((await call).head.status, 200);
    await closed;
  });
});
