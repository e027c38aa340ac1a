import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Server as GrpcServer, type Metadata, ServerCredentials, status } from '@grpc/grpc-js';
import { RadiantError } from '../../base/index.ts';
import type { NodeExchange, RemoteCall, RemoteNode, WireProtocol } from '../../graph/index.ts';
import type { UserResponse } from '../../payload/index.ts';
import { openRemoteNode } from './index.ts';

const opened: { close(): unknown }[] = [];
after(() => Promise.all(opened.map((thing) => thing.close())));

async function listen<S extends Server | TcpServer>(server: S): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  return (server.address() as AddressInfo).port;
}

function rest(
  port: number,
  protocol: WireProtocol = 'seldon',
  more: Partial<Parameters<typeof openRemoteNode>[0]> = {},
): RemoteNode {
  const node = openRemoteNode({ name: 'clf', protocol, rest: { host: '127.0.0.1', port }, ...more });
  opened.push({ close: () => node.close(AbortSignal.abort()) });
  return node;
}

function call(more: Partial<RemoteCall> & { body?: string } = {}): RemoteCall {
  const { body, ...rest } = more;
  const bytes = Buffer.from(body ?? '{"data":{"ndarray":[[1.0,2]]}}');
  return {
    verb: 'predict',
    message: { protocol: 'seldon', encoding: 'json', bytes, contentType: 'application/json' },
    encoding: 'json',
    headers: ['seldon-puid', 'p1'],
    modelName: undefined,
    deadlineMs: undefined,
    signal: undefined,
    ...rest,
  };
}

/** What a call is refused with. */
async function refusal(promise: Promise<unknown>): Promise<RadiantError> {
  const thrown = await promise.then(
    () => undefined,
    (error) => error,
  );
  assert.ok(thrown instanceof RadiantError, String(thrown));
  return thrown;
}

/** A raw server that answers each request with these bytes; `undefined` closes the connection. */
function rawServer(answer: (count: number) => string | undefined): {
  server: TcpServer;
  connections: () => number;
  requests: () => number;
} {
  let connections = 0;
  let requests = 0;
  const server = createTcpServer((socket) => {
    connections++;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      // The body may come after its head.
      if (!/^(GET|POST|PRI) /.test(chunk.toString('latin1'))) return;
      const text = answer(++requests);
      if (text === undefined) socket.end();
      else if (text.endsWith('CUT')) socket.end(text.slice(0, -3));
      else socket.write(text);
    });
  });
  return { server, connections: () => connections, requests: () => requests };
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

describe('a node called over REST', () => {
  test('gets the bytes, the content type and the headers as they are, and its answer comes back as it is', async () => {
    const seen: unknown[] = [];
    const server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        seen.push([
          req.method,
          req.url,
          req.headers['content-type'],
          req.headers['seldon-puid'],
          Buffer.concat(chunks).toString(),
        ]);
        res.setHeader('Content-Type', 'text/weird');
        res.end('{"a": 1.0}');
      });
    });
    const exchanges: NodeExchange[] = [];
    const node = rest(await listen(server), 'seldon', { observe: (exchange) => exchanges.push(exchange) });
    const answer = await node.send(call());
    assert.equal(Buffer.from(answer.bytes).toString(), '{"a": 1.0}');
    assert.equal(answer.contentType, 'text/weird');
    assert.deepEqual(seen, [['POST', '/predict', 'application/json', 'p1', '{"data":{"ndarray":[[1.0,2]]}}']]);
    assert.deepEqual(
      exchanges.map(({ service, method, code }) => [service, method, code]),
      [['/predict', 'post', '200']],
    );
  });

  const paths: readonly { protocol: WireProtocol; verb: RemoteCall['verb']; modelName?: string; expect: string }[] = [
    { protocol: 'seldon', verb: 'transformInput', expect: 'POST /transform-input' },
    { protocol: 'seldon', verb: 'sendFeedback', expect: 'POST /send-feedback' },
    { protocol: 'seldon', verb: 'metadata', expect: 'GET /metadata' },
    { protocol: 'seldon', verb: 'healthStatus', expect: 'GET /health/status' },
    { protocol: 'v2', verb: 'predict', expect: 'POST /v2/models/clf/infer' },
    { protocol: 'v2', verb: 'predict', modelName: 'a b', expect: 'POST /v2/models/a%20b/infer' },
    { protocol: 'v2', verb: 'aggregate', expect: 'POST /v2/models/clf/aggregate' },
    { protocol: 'tensorflow', verb: 'predict', expect: 'POST /v1/models/clf:predict' },
    { protocol: 'tensorflow', verb: 'metadata', expect: 'GET /v1/models/clf/metadata' },
  ];
  for (const { protocol, verb, modelName, expect } of paths) {
    test(`${protocol} ${verb}${modelName === undefined ? '' : ' of another model'} goes to ${expect}`, async () => {
      const server = createServer((req, res) => res.end(`${req.method} ${req.url}`));
      const node = rest(await listen(server), protocol);
      const message = expect.startsWith('GET') ? undefined : call().message;
      const answer = await node.send(call({ verb, message, modelName }));
      assert.equal(Buffer.from(answer.bytes).toString(), expect);
    });
  }

  for (const [status, body, message] of [
    [400, '{"status":{"info":"bad"}}', 'bad'],
    [503, 'plain unavailable', 'plain unavailable'],
    [201, '{"strData":"created"}', '{"strData":"created"}'],
    [500, '{"error":"boom"}', 'boom'],
  ] as const) {
    test(`an answer ${status} keeps status, type and body`, async () => {
      const server = createServer((_req, res) => res.writeHead(status, { 'Content-Type': 'application/x' }).end(body));
      const error = await refusal(rest(await listen(server)).send(call()));
      assert.equal(error.reason, 'USER_RESPONSE');
      assert.equal(error.message, message);
      const response = error.cause as UserResponse;
      assert.deepEqual(
        [response.status, response.contentType, Buffer.from(response.body).toString()],
        [status, 'application/x', body],
      );
    });
  }

  test('opens no connection a call for calls that come one after the other', async () => {
    const { server, connections } = rawServer(() => OK);
    const node = rest(await listen(server));
    for (let i = 0; i < 20; i++) await node.send(call());
    assert.equal(connections(), 1);
  });

  test('a kept connection that the node closes costs no request, but a feedback is never sent twice', async () => {
    const { server, requests } = rawServer((count) => (count % 2 === 1 ? OK : undefined));
    const node = rest(await listen(server));
    await node.send(call());
    await setImmediate();
    await node.send(call());
    assert.equal(requests(), 3);
    await setImmediate();
    const error = await refusal(node.send(call({ verb: 'sendFeedback' })));
    assert.equal(error.reason, 'NODE_UNREACHABLE');
    assert.equal(requests(), 4);
  });

  const faults: readonly { name: string; answer: string | undefined; message: RegExp }[] = [
    { name: 'closes at once', answer: undefined, message: /clf gives no answer: it closed the connection/ },
    {
      name: 'closes in the middle of its body',
      answer: 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"aCUT',
      message: /middle of its answer/,
    },
    { name: 'answers garbage', answer: 'SSH-2.0-OpenSSH\r\n\r\n', message: /not HTTP/ },
    {
      name: 'redirects for ever',
      answer: 'HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n',
      message: /redirects more than 10 times/,
    },
  ];
  for (const { name, answer, message } of faults) {
    test(`a node that ${name} is a clear error without its address`, async () => {
      const { server } = rawServer(() => answer);
      const error = await refusal(rest(await listen(server)).send(call()));
      assert.equal(error.code, 'UNAVAILABLE');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /127\.0\.0\.1/);
    });
  }

  test('nothing listens there', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    server.close();
    await once(server, 'close');
    const node = rest(port);
    assert.match((await refusal(node.send(call()))).message, /nothing listens on its port/);
    assert.equal(await node.isReachable('connect', AbortSignal.timeout(5000)), false);
    assert.equal(await node.isReachable('health', AbortSignal.timeout(5000)), false);
  });

  test('ends at the deadline, and when the caller goes', async () => {
    const { server } = rawServer(() => '');
    const node = rest(await listen(server));
    assert.equal((await refusal(node.send(call({ deadlineMs: Date.now() + 20 })))).code, 'DEADLINE_EXCEEDED');
    const controller = new AbortController();
    const waiting = refusal(node.send(call({ signal: controller.signal })));
    controller.abort();
    assert.equal((await waiting).code, 'CANCELLED');
    assert.equal((await refusal(node.send(call({ signal: AbortSignal.abort() })))).code, 'CANCELLED');
  });

  test('refuses an answer that is too large', async () => {
    const server = createServer((_req, res) => res.end('x'.repeat(100_000)));
    const error = await refusal(rest(await listen(server), 'seldon', { maxAnswerBytes: 1000 }).send(call()));
    assert.equal(error.reason, 'ANSWER_TOO_LARGE');
  });
});

describe('a node called over gRPC', () => {
  const same = (bytes: Buffer): Buffer => bytes;

  async function openGrpc(
    answer: (body: Buffer, metadata: Metadata) => Buffer | { code: number; details: string } | undefined,
  ): Promise<{ node: RemoteNode; port: number; exchanges: NodeExchange[] }> {
    const server = new GrpcServer();
    const unary = {
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    };
    const path = '/seldon.protos.Model/Predict';
    server.addService(
      { predict: { path, ...unary } } as never,
      {
        predict: (request: { request: Buffer; metadata: Metadata }, done: (error: unknown, value?: Buffer) => void) => {
          const result = answer(request.request, request.metadata);
          if (result === undefined) return;
          if (result instanceof Buffer) done(null, result);
          else done(result);
        },
      } as never,
    );
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    opened.push({ close: () => server.forceShutdown() });
    const exchanges: NodeExchange[] = [];
    const node = openRemoteNode({
      name: 'clf',
      protocol: 'seldon',
      grpc: { host: '127.0.0.1', port },
      observe: (exchange) => exchanges.push(exchange),
    });
    opened.push({ close: () => node.close(AbortSignal.abort()) });
    return { node, port, exchanges };
  }

  const grpcCall = (more: Partial<RemoteCall> = {}): RemoteCall =>
    call({
      encoding: 'protobuf',
      message: {
        protocol: 'seldon',
        encoding: 'protobuf',
        bytes: Buffer.from('2a0179', 'hex'),
        contentType: undefined,
      },
      ...more,
    });

  test('gets the message and the metadata, and its answer comes back as it is', async () => {
    const { node, exchanges } = await openGrpc((body, metadata) =>
      Buffer.concat([body, Buffer.from(String(metadata.get('seldon-puid')))]),
    );
    const answer = await node.send(grpcCall());
    assert.equal(Buffer.from(answer.bytes).toString('latin1'), '*\x01yp1');
    assert.deepEqual(
      exchanges.map(({ service, method, code }) => [service, method, code]),
      [['/seldon.protos.Model/Predict', 'unary', 'OK']],
    );
  });

  test('a large answer comes whole', async () => {
    const large = Buffer.alloc(20 * 1024 * 1024, 7);
    const { node } = await openGrpc(() => large);
    const answer = await node.send(grpcCall());
    assert.ok(large.equals(answer.bytes));
  });

  test('an error keeps its code and its words', async () => {
    const { node, exchanges } = await openGrpc(() => ({ code: status.FAILED_PRECONDITION, details: 'no café' }));
    const error = await refusal(node.send(grpcCall()));
    assert.deepEqual([error.code, error.message], ['FAILED_PRECONDITION', 'no café']);
    assert.equal(exchanges[0]?.code, 'FailedPrecondition');
  });

  test('a method that the node lacks is UNIMPLEMENTED, a verb that the protocol lacks too', async () => {
    const { node, port } = await openGrpc(() => Buffer.alloc(0));
    assert.equal((await refusal(node.send(grpcCall({ verb: 'route' })))).code, 'UNIMPLEMENTED');
    const v2 = openRemoteNode({ name: 'clf', protocol: 'v2', grpc: { host: '127.0.0.1', port } });
    opened.push({ close: () => v2.close(AbortSignal.abort()) });
    assert.equal((await refusal(v2.send(grpcCall({ verb: 'route' })))).reason, 'METHOD_NOT_IN_PROTOCOL');
  });

  test('ends at the deadline, and when the caller goes', async () => {
    const { node } = await openGrpc(() => undefined);
    assert.equal((await refusal(node.send(grpcCall({ deadlineMs: Date.now() + 20 })))).code, 'DEADLINE_EXCEEDED');
    const controller = new AbortController();
    const waiting = refusal(node.send(grpcCall({ signal: controller.signal })));
    controller.abort();
    assert.equal((await waiting).code, 'CANCELLED');
  });

  test('nothing listens there, or something else does', async () => {
    const closed = createTcpServer();
    const port = await listen(closed);
    closed.close();
    await once(closed, 'close');
    const open = (at: number): RemoteNode => {
      const node = openRemoteNode({ name: 'clf', protocol: 'seldon', grpc: { host: '127.0.0.1', port: at } });
      opened.push({ close: () => node.close(AbortSignal.abort()) });
      return node;
    };
    const dead = await refusal(open(port).send(grpcCall()));
    assert.equal(dead.code, 'UNAVAILABLE');
    assert.match(dead.message, /nothing listens on its port/);
    const { server } = rawServer(() => OK);
    const wrong = await refusal(open(await listen(server)).send(grpcCall()));
    assert.equal(wrong.reason, 'NODE_UNREACHABLE');
  });
});
