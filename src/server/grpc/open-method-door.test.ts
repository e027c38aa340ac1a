import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { type Client, compressionAlgorithms, Metadata } from '@grpc/grpc-js';
import { RadiantError } from '../../base/index.ts';
import type { CallContext, UnaryMethod } from './call/method.ts';
import { callUnary, createClient } from './fixtures/call-grpc-js.ts';
import { frame, openTestDoor, rawCall, type TestDoor, withSession } from './fixtures/open-test-door.ts';

const MEGABYTE = 1024 * 1024;

function unary(name: string, call: UnaryMethod['call']): UnaryMethod {
  return { kind: 'unary', path: `/test.Echo/${name}`, call };
}

describe('a call by grpc-js', () => {
  let door: TestDoor;
  let client: Client;
  const contexts: CallContext[] = [];
  const started: (() => void)[] = [];
  const hang = (context: CallContext): Promise<Uint8Array> => {
    contexts.push(context);
    context.signal.addEventListener('abort', () => started.shift()?.());
    return new Promise(() => {});
  };

  before(async () => {
    door = await openTestDoor(
      [
        unary('Later', async (message) => message),
        unary('Hang', (_message, context) => hang(context)),
        unary('Fail', () => {
          throw new RadiantError('UNKNOWN', 'café\n世界 100 %', { reason: 'MY_REASON', httpStatus: 403 });
        }),
        unary('FailLater', () => Promise.reject(new RadiantError('NOT_FOUND', 'gone'))),
        unary('Bug', () => {
          throw new TypeError('secret detail');
        }),
        unary('Headers', (_message, context) => Buffer.from(String(context.headers['x-user']))),
      ],
      { maxBodyBytes: 21 * MEGABYTE },
    );
    client = createClient(door.address);
  });
  after(async () => {
    client.close();
    await door.close();
  });

  for (const sizeBytes of [0, 1, 100, 16_384, 65_536, MEGABYTE, 20 * MEGABYTE]) {
    for (const path of ['/test.Echo/Say', '/test.Echo/Later']) {
      test(`of ${path} gets ${sizeBytes} bytes back`, async () => {
        const body = randomBytes(sizeBytes);
        const answer = await callUnary(client, body, { path });
        assert.equal(answer.details, '');
        assert.ok(answer.body?.equals(body));
      });
    }
  }

  test('over the limit is RESOURCE_EXHAUSTED, and the connection goes on', async () => {
    const answer = await callUnary(client, Buffer.alloc(22 * MEGABYTE));
    assert.equal(answer.code, 8);
    assert.match(answer.details, /has 23068672 bytes, the limit is 22020096: raise it with --max-message-size/);
    assert.equal((await callUnary(client, Buffer.from('x'))).code, 0);
  });

  for (const algorithm of ['gzip', 'deflate'] as const) {
    test(`is compressed with ${algorithm} both ways`, async () => {
      const packing = createClient(door.address, {
        'grpc.default_compression_algorithm': compressionAlgorithms[algorithm],
      });
      const body = Buffer.alloc(3 * MEGABYTE, 'compressible ');
      const answer = await callUnary(packing, body);
      assert.equal(answer.details, '');
      assert.ok(answer.body?.equals(body));
      packing.close();
    });
  }

  test('that inflates over the limit is RESOURCE_EXHAUSTED', async () => {
    const packing = createClient(door.address, {
      'grpc.default_compression_algorithm': compressionAlgorithms.gzip,
    });
    const answer = await callUnary(packing, Buffer.alloc(60 * MEGABYTE));
    assert.equal(answer.code, 8);
    assert.match(answer.details, /larger than the limit once it is decompressed, the limit is 22020096/);
    packing.close();
  });

  test('hands on metadata', async () => {
    const metadata = new Metadata();
    metadata.set('x-user', 'ada');
    const answer = await callUnary(client, Buffer.alloc(0), { path: '/test.Echo/Headers', metadata });
    assert.equal(answer.body?.toString(), 'ada');
  });

  test('that fails tells code, text and details', async () => {
    const answer = await callUnary(client, Buffer.alloc(0), { path: '/test.Echo/Fail' });
    assert.deepEqual([answer.code, answer.details], [7, 'café\n世界 100 %']);
    const [details] = answer.metadata!.get('grpc-status-details-bin');
    assert.match((details as Buffer).toString('latin1'), /MY_REASON.*radiant/s);
  });

  test('that fails later tells its code', async () => {
    const answer = await callUnary(client, Buffer.alloc(0), { path: '/test.Echo/FailLater' });
    assert.deepEqual([answer.code, answer.details], [5, 'gone']);
  });

  test('that meets a bug of ours tells an id, and the log has the cause', async () => {
    const answer = await callUnary(client, Buffer.alloc(0), { path: '/test.Echo/Bug' });
    assert.equal(answer.code, 13);
    assert.match(answer.details, /incident [0-9a-f]{8}/);
    assert.doesNotMatch(answer.details, /secret/);
    assert.ok(door.log.lines.some((line) => line.includes('secret detail')));
  });

  for (const [path, text] of [
    ['/test.Echo/Nope', /unknown method Nope of service test.Echo/],
    ['/x.Y/Predict', /unknown method Predict of service x.Y/],
  ] as const) {
    test(`of ${path} is UNIMPLEMENTED`, async () => {
      const answer = await callUnary(client, Buffer.from('abc'), { path });
      assert.equal(answer.code, 12);
      assert.match(answer.details, text);
    });
  }

  test('with a deadline that passes ends then, and the computation is told', async () => {
    const aborted = new Promise<void>((resolve) => started.push(resolve));
    const answer = await callUnary(client, Buffer.alloc(0), {
      path: '/test.Echo/Hang',
      options: { deadline: Date.now() + 50 },
    });
    await aborted;
    assert.equal(answer.code, 4);
    const { deadlineMs } = contexts.at(-1)!;
    assert.ok(Math.abs(deadlineMs! - Date.now()) < 5_000);
  });

  test('that is cancelled tells the computation', async () => {
    const aborted = new Promise<void>((resolve) => started.push(resolve));
    const controller = new AbortController();
    const call = callUnary(client, Buffer.alloc(0), { path: '/test.Echo/Hang', signal: controller.signal });
    const before = contexts.length;
    while (contexts.length === before) await new Promise(setImmediate);
    controller.abort();
    assert.equal((await call).code, 1);
    await aborted;
  });

  test('whose caller vanishes tells the computation', async () => {
    const aborted = new Promise<void>((resolve) => started.push(resolve));
    const before = contexts.length;
    await withSession(door.address, async (session) => {
      const call = rawCall(session, { ':path': '/test.Echo/Hang' }, frame('x'));
      while (contexts.length === before) await new Promise(setImmediate);
      session.destroy();
      await call;
    });
    await aborted;
  });

  test('1,000 of them at once are all answered, each with its own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        callUnary(client, Buffer.from(`call ${i}`), { path: i % 2 === 0 ? '/test.Echo/Say' : '/test.Echo/Later' }),
      ),
    );
    answers.forEach((answer, i) => {
      assert.equal(answer.body?.toString(), `call ${i}`);
    });
  });

  test('3,000 cancelled ones do not cost the connection', async () => {
    const controller = new AbortController();
    const calls = Array.from({ length: 3000 }, () =>
      callUnary(client, Buffer.alloc(0), { path: '/test.Echo/Hang', signal: controller.signal }),
    );
    await callUnary(client, Buffer.from('between'));
    controller.abort();
    const codes = new Set((await Promise.all(calls)).map(({ code }) => code));
    assert.deepEqual([...codes], [1]);
    assert.equal((await callUnary(client, Buffer.from('x'))).code, 0);
  });
});

test('a port in use is named together with its option', async () => {
  const door = await openTestDoor();
  await assert.rejects(openTestDoor([], {}, { port: door.port }), {
    reason: 'PORT_IN_USE',
    message: new RegExp(`port ${door.port} \\(gRPC\\) is in use by another program.*--grpc-port`),
  });
  await door.close();
});

test('each call is one line of the access log', async () => {
  const entries: unknown[] = [];
  const door = await openTestDoor([], {}, { accessLog: (entry) => entries.push(entry) });
  const client = createClient(door.address);
  await callUnary(client, Buffer.from('abc'));
  await callUnary(client, Buffer.from('abc'), { path: '/x/y' });
  const shape = entries as { request: string; status: string; sentBytes: number; client: string }[];
  assert.deepEqual(
    shape.map(({ request, status, sentBytes, client: from }) => ({ request, status, sentBytes, from })),
    [
      { request: '/test.Echo/Say', status: 'OK', sentBytes: 3, from: '127.0.0.1' },
      { request: '/x/y', status: 'UNIMPLEMENTED', sentBytes: 0, from: '127.0.0.1' },
    ],
  );
  client.close();
  await door.close();
});

test('a closing door answers all calls that have reached it', async () => {
  const door = await openTestDoor([unary('Later', async (message) => message)]);
  const clients = Array.from({ length: 4 }, () => createClient(door.address));
  const codes: number[] = [];
  const keepCalling = async (client: Client): Promise<void> => {
    for (;;) {
      const { code, body } = await callUnary(client, Buffer.from('x'), { path: '/test.Echo/Later' });
      codes.push(code);
      if (code !== 0) return;
      assert.equal(body?.toString(), 'x');
    }
  };
  const callers = clients.flatMap((client) => Array.from({ length: 8 }, () => keepCalling(client)));
  while (codes.length < 2000) await new Promise(setImmediate);
  await door.close();
  await Promise.all(callers);
  // What comes too late finds nobody: the client cannot connect any more.
  assert.deepEqual([...new Set(codes)].sort(), [0, 14]);
  for (const client of clients) client.close();
});

test('a closing door lets calls in flight end and takes no new ones', async () => {
  let finish: (() => void) | undefined;
  const begun = Promise.withResolvers<void>();
  const slow = unary('Slow', (message) => {
    begun.resolve();
    return new Promise((resolve) => {
      finish = () => resolve(message);
    });
  });
  const door = await openTestDoor([slow]);
  const client = createClient(door.address);
  const call = callUnary(client, Buffer.from('kept'), { path: '/test.Echo/Slow' });
  await begun.promise;
  const closed = door.close();
  const late = createClient(door.address);
  const callLate = () => callUnary(late, Buffer.from('late'), { options: { deadline: Date.now() + 5000 } });
  // A connection that was under way when the door began to close is still taken.
  let answer = await callLate();
  while (answer.code === 0) answer = await callLate();
  assert.equal(answer.code, 14);
  finish?.();
  assert.equal((await call).body?.toString(), 'kept');
  await closed;
  client.close();
  late.close();
});

test('a closing door whose time is over cuts what is left', async () => {
  const begun = Promise.withResolvers<CallContext>();
  const door = await openTestDoor([
    unary('Hang', (_message, context) => {
      begun.resolve(context);
      return new Promise(() => {});
    }),
  ]);
  const client = createClient(door.address);
  const call = callUnary(client, Buffer.alloc(0), { path: '/test.Echo/Hang' });
  const { signal } = await begun.promise;
  const aborted = once(signal, 'abort');
  const controller = new AbortController();
  const closed = door.close(controller.signal);
  controller.abort();
  await closed;
  await aborted;
  assert.equal((await call).code, 14);
  client.close();
});
