import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { talk } from '../fixtures/talk.ts';
import {
  ECHO,
  frame,
  openTestDoor,
  type RawAnswer,
  rawCall,
  type TestDoor,
  withSession,
} from './fixtures/open-test-door.ts';

const LIMIT = 100_000;

interface Case {
  readonly name: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array;
  readonly status: string | undefined;
  readonly http?: number;
  readonly message?: RegExp;
}

const huge = Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]);

const cases: readonly Case[] = [
  { name: 'a good message', body: frame('abc'), status: '0' },
  { name: 'a good message without te', headers: { te: undefined }, body: frame('abc'), status: '0' },
  {
    name: 'a content type with a suffix',
    headers: { 'content-type': 'application/grpc+proto' },
    body: frame('a'),
    status: '0',
  },
  {
    name: 'a content type with a parameter',
    headers: { 'content-type': 'application/grpc;v=1' },
    body: frame('a'),
    status: '0',
  },
  { name: 'no message', status: '12', message: /without a message/ },
  { name: 'an empty body', body: Buffer.alloc(0), status: '12', message: /without a message/ },
  { name: 'half a prefix', body: Buffer.from([0, 0, 0]), status: '13', message: /inside a message/ },
  { name: 'a truncated message', body: frame('abcdef').subarray(0, 8), status: '13', message: /inside a message/ },
  { name: 'a huge declared length', body: huge, status: '8', message: /4294967295 bytes, the limit is 100000/ },
  { name: 'two messages', body: Buffer.concat([frame('a'), frame('b')]), status: '12', message: /several messages/ },
  {
    name: 'bytes after the message',
    body: Buffer.concat([frame('a'), Buffer.from('x')]),
    status: '12',
    message: /several/,
  },
  { name: 'a bad flag', body: frame('abc', 7), status: '13', message: /begins with 7/ },
  {
    name: 'a compressed flag without an encoding',
    body: frame('abc', 1),
    status: '13',
    message: /no grpc-encoding header/,
  },
  {
    name: 'an unknown encoding',
    headers: { 'grpc-encoding': 'br' },
    body: frame('abc', 1),
    status: '12',
    message: /"br" is not known.*gzip/,
  },
  {
    name: 'broken gzip',
    headers: { 'grpc-encoding': 'gzip' },
    body: frame('abc', 1),
    status: '13',
    message: /cannot be decompressed as gzip/,
  },
  {
    name: 'truncated gzip',
    headers: { 'grpc-encoding': 'gzip' },
    body: frame(gzipSync('abcdef').subarray(0, 12), 1),
    status: '13',
    message: /cannot be decompressed/,
  },
  {
    name: 'a gzip bomb',
    headers: { 'grpc-encoding': 'gzip' },
    body: frame(gzipSync(Buffer.alloc(LIMIT * 50)), 1),
    status: '8',
    message: /once it is decompressed/,
  },
  {
    name: 'a plain message in a compressed call',
    headers: { 'grpc-encoding': 'gzip' },
    body: frame('abc'),
    status: '0',
  },
  {
    name: 'a bad timeout',
    headers: { 'grpc-timeout': 'soon' },
    body: frame('abc'),
    status: '13',
    message: /grpc-timeout/,
  },
  { name: 'a timeout of nothing', headers: { 'grpc-timeout': '0m' }, body: frame('abc'), status: '4' },
  {
    name: 'JSON',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{}'),
    status: undefined,
    http: 415,
  },
  {
    name: 'gRPC-web',
    headers: { 'content-type': 'application/grpc-web' },
    body: frame('a'),
    status: undefined,
    http: 415,
  },
  { name: 'GET', headers: { ':method': 'GET' }, status: undefined, http: 405 },
  { name: 'HEAD', headers: { ':method': 'HEAD' }, status: undefined, http: 405 },
  { name: 'an empty path', headers: { ':path': '/' }, body: frame('a'), status: '12', message: /unknown method/ },
  { name: 'a strange path', headers: { ':path': '/a/b/c?d' }, body: frame('a'), status: '12' },
];

describe('the door', () => {
  let door: TestDoor;
  before(async () => {
    door = await openTestDoor([], { maxBodyBytes: LIMIT });
  });
  after(() => door.close(AbortSignal.abort()));

  const stillWorks = (): Promise<void> =>
    withSession(door.address, async (session) => {
      assert.equal((await rawCall(session, {}, frame('alive'))).body.toString(), frame('alive').toString());
    });

  for (const { name, headers, body, status, http, message } of cases) {
    test(`answers ${name} with ${http ?? `status ${status}`}`, async () => {
      const answer: RawAnswer = await withSession(door.address, (session) => rawCall(session, headers ?? {}, body));
      assert.equal(answer.httpStatus, http ?? 200);
      assert.equal(answer.status, status, answer.message);
      if (message !== undefined) assert.match(answer.message, message);
    });
  }

  for (const [accepts, compressed] of [
    [undefined, true],
    ['identity,gzip', true],
    ['identity, deflate', false],
  ] as const) {
    test(`answers a gzip message ${compressed ? 'with gzip' : 'plainly'} to who accepts ${accepts ?? 'nothing in particular'}`, async () => {
      const text = 'compressible '.repeat(1000);
      const headers = { 'grpc-encoding': 'gzip', 'grpc-accept-encoding': accepts };
      const answer = await withSession(door.address, (session) => rawCall(session, headers, frame(gzipSync(text), 1)));
      assert.equal(answer.body[0], compressed ? 1 : 0);
      assert.equal(answer.headers['grpc-encoding'], compressed ? 'gzip' : undefined);
      const body = answer.body.subarray(5);
      assert.equal((compressed ? gunzipSync(body) : body).toString(), text);
    });
  }

  test('answers a message that comes byte by byte', async () => {
    await withSession(door.address, async (session) => {
      const stream = session.request({ ':method': 'POST', ':path': ECHO, 'content-type': 'application/grpc' });
      for (const byte of frame('slow')) stream.write(Buffer.from([byte]));
      stream.end();
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      await once(stream, 'end');
      assert.ok(Buffer.concat(chunks).equals(frame('slow')));
    });
  });

  test('tells HTTP/1 clients what it is', async () => {
    const answer = await talk(door.port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 426 /);
    assert.match(answer, /this port speaks gRPC/);
  });

  test('cuts what is no protocol at all', async () => {
    assert.equal(await talk(door.port, Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3])), '');
    await stillWorks();
  });

  test('survives any bytes after the preface', async () => {
    const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 9, maxLength: 200 }), fc.boolean(), async (bytes, proper) => {
        const socket = connect(door.port, '127.0.0.1');
        socket.on('error', () => {});
        socket.resume();
        socket.end(Buffer.concat([preface, ...(proper ? [settings] : []), bytes]));
        await once(socket, 'close');
      }),
      { numRuns: 200 },
    );
    await stillWorks();
  });

  test('answers any bytes as a body with a status', async () => {
    await withSession(door.address, async (session) => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 100 }),
          fc.constantFrom(undefined, 'gzip', 'deflate'),
          async (bytes, encoding) => {
            const headers = encoding === undefined ? {} : { 'grpc-encoding': encoding };
            const answer = await rawCall(session, headers, bytes);
            assert.match(String(answer.status), /^(0|8|12|13)$/);
          },
        ),
        { numRuns: 300 },
      );
    });
    await stillWorks();
  });

  test('goes on when clients vanish in the middle of a message', async () => {
    for (let i = 0; i < 50; i++) {
      await withSession(door.address, async (session) => {
        const stream = session.request({ ':method': 'POST', ':path': ECHO, 'content-type': 'application/grpc' });
        stream.on('error', () => {});
        stream.write(frame('x'.repeat(1000)).subarray(0, 500));
        await once(session, 'remoteSettings');
      });
    }
    await stillWorks();
  });
});

describe('patience', () => {
  test('ends with a message that does not become complete', async () => {
    const door = await openTestDoor([], { requestTimeoutMs: 30 });
    await withSession(door.address, async (session) => {
      const stream = session.request({ ':method': 'POST', ':path': ECHO, 'content-type': 'application/grpc' });
      stream.on('error', () => {});
      stream.write(frame('abc').subarray(0, 6));
      const [headers] = await once(stream, 'response');
      assert.equal(headers['grpc-status'], '4');
      assert.match(String(headers['grpc-message']), /not complete after 30 ms/);
    });
    await door.close(AbortSignal.abort());
  });

  test('ends with a call that has headers and no body', async () => {
    const door = await openTestDoor([], { requestTimeoutMs: 30 });
    await withSession(door.address, async (session) => {
      const stream = session.request({ ':method': 'POST', ':path': ECHO, 'content-type': 'application/grpc' });
      const [headers] = await once(stream, 'response');
      assert.equal(headers['grpc-status'], '4');
    });
    await door.close(AbortSignal.abort());
  });

  test('ends with a peer that says nothing', async () => {
    const door = await openTestDoor([], { headersTimeoutMs: 30 });
    assert.equal(await talk(door.port, ''), '');
    await door.close();
  });

  test('ends with a peer that stops in its greeting', async () => {
    const door = await openTestDoor([], { headersTimeoutMs: 30 });
    assert.ok((await talk(door.port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).length > 0);
    await door.close();
  });

  test('ends with an answer that nobody takes', async () => {
    const door = await openTestDoor([], { answerTimeoutMs: 30 });
    const session = connectHttp2(`http://${door.address}`, { settings: { initialWindowSize: 10 } });
    session.on('error', () => {});
    const stream = session.request({ ':method': 'POST', ':path': ECHO, 'content-type': 'application/grpc' });
    stream.on('error', () => {});
    stream.end(frame('x'.repeat(1000)));
    stream.on('response', () => {});
    await once(stream, 'close');
    assert.equal(stream.rstCode, 8);
    session.destroy();
    await door.close();
  });

  test('ends with an idle peer that answers no ping, and not with one that does', async () => {
    const door = await openTestDoor([], { keepAliveTimeoutMs: 30 });
    const greeting = Buffer.concat([
      Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
      Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
    ]);
    await withSession(door.address, async (session) => {
      const pinged = once(session, 'ping');
      assert.ok((await talk(door.port, greeting)).length > 0);
      await pinged;
      assert.equal((await rawCall(session, {}, frame('alive'))).status, '0');
    });
    await door.close();
  });

  test('of a door that holds too much already ends at once', async () => {
    const door = await openTestDoor([], {}, { budgetBytes: 300_000 });
    await withSession(door.address, async (session) => {
      const first = session.request({ ':method': 'POST', ':path': ECHO, 'content-type': 'application/grpc' });
      first.on('error', () => {});
      first.write(frame(Buffer.alloc(250_000)).subarray(0, 200_000));
      const second = await rawCall(session, {}, frame(Buffer.alloc(200_000)));
      assert.equal(second.status, '8');
      assert.match(second.message, /holds 300000 bytes/);
      first.end(Buffer.alloc(50_005));
      const [headers] = await once(first, 'response');
      assert.equal(headers['grpc-status'], '8', 'its answer would be too much');
      assert.equal((await rawCall(session, {}, frame(Buffer.alloc(100_000)))).status, '0', 'all was given back');
    });
    await door.close(AbortSignal.abort());
  });
});
