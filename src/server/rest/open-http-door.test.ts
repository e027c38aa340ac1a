import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { after, describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { RadiantError } from '../../base/index.ts';
import { endpoint, openTestDoor } from '../fixtures/open-test-door.ts';
import { readUntil, talk } from '../fixtures/talk.ts';
import type { Exchange } from './exchange.ts';

const echo = (exchange: Exchange): void => exchange.answer(200, 'application/json', exchange.body);

const door = await openTestDoor(
  new Map([
    ['/both', endpoint(echo, { get: true })],
    ['/post', endpoint(echo)],
    [
      '/ping',
      endpoint((exchange) => exchange.answer(200, 'text/html', 'pong'), { get: true, post: false, readsBody: false }),
    ],
    ['/big', endpoint((exchange) => exchange.answer(200, 'application/json', 'é'.repeat(5000)))],
    ['/broken', endpoint(() => assert.fail('secret detail'))],
    ...[true, false].map((isLogged) => [`/logged-${isLogged}`, endpoint(() => failAs(isLogged))] as const),
    ['/refuse', endpoint((exchange) => exchange.fail(new RadiantError('INVALID_ARGUMENT', 'no', { httpStatus: 418 })))],
  ]),
  { maxBodyBytes: 1000 },
);
after(() => door.close(AbortSignal.abort()));

function failAs(isLogged: boolean): never {
  throw new RadiantError('UNKNOWN', 'weights are gone', { httpStatus: 500, isLogged });
}

describe('routing', () => {
  const cases = [
    { given: 'GET /ping', status: 200 },
    { given: 'GET /ping?json=1', status: 200 },
    { given: 'HEAD /ping', status: 200 },
    { given: 'POST /both', status: 200 },
    { given: 'POST //both', status: 200 },
    { given: 'POST /%62oth', status: 200 },
    { given: 'POST /%zz', status: 404 },
    { given: 'GET /both', status: 200 },
    { given: 'HEAD /both', status: 200 },
    { given: 'POST /ping', status: 405, allow: 'OPTIONS, HEAD, GET' },
    { given: 'GET /post', status: 405, allow: 'OPTIONS, POST' },
    { given: 'HEAD /post', status: 405, allow: 'OPTIONS, POST' },
    { given: 'PUT /both', status: 405, allow: 'OPTIONS, POST, HEAD, GET' },
    { given: 'DELETE /both', status: 405, allow: 'OPTIONS, POST, HEAD, GET' },
    { given: 'OPTIONS /both', status: 200, allow: 'OPTIONS, POST, HEAD, GET' },
    { given: 'OPTIONS /ping', status: 200, allow: 'OPTIONS, HEAD, GET' },
    { given: 'OPTIONS /nowhere', status: 200, allow: 'OPTIONS, HEAD, GET' },
    { given: 'OPTIONS /post', status: 200, allow: 'OPTIONS, POST, HEAD, GET' },
    { given: 'OPTIONS *', status: 200, allow: 'OPTIONS, HEAD, GET' },
    { given: 'GET /', status: 404 },
    { given: 'GET /both/', status: 404, info: /did you mean \/both\?/ },
    { given: 'POST /BOTH', status: 404, info: /did you mean \/both\?/ },
    { given: 'POST /../etc/passwd', status: 404, info: /^404 Not Found: .*look at \/doc\// },
  ];
  for (const { given, status, allow, info } of cases) {
    test(`${given} is answered with ${status}`, async () => {
      const [method, path] = given.split(' ') as [string, string];
      const raw = await talk(door.port, `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.match(raw, new RegExp(`^HTTP/1.1 ${status} `));
      assert.equal(/^Allow: (.*)$/m.exec(raw)?.[1], allow);
      if (method === 'HEAD') assert.match(raw, /\r\n\r\n$/);
      if (info !== undefined) assert.match(JSON.parse(raw.split('\r\n\r\n')[1]!).info, info);
    });
  }

  test('a request in absolute form, as proxies send it, finds its path', async () => {
    const raw = await talk(door.port, 'GET http://other:80/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    assert.match(raw, /^HTTP\/1.1 200 /);
  });
});

describe('CORS', () => {
  test('an answer is open to every origin', async () => {
    const answer = await fetch(`${door.url}/ping`);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('vary'), null);
  });

  test('an asking origin is named, and caches are told', async () => {
    const answer = await fetch(`${door.url}/ping`, { headers: { Origin: 'https://app.example' } });
    assert.equal(answer.headers.get('access-control-allow-origin'), 'https://app.example');
    assert.equal(answer.headers.get('vary'), 'Origin');
  });

  test('an error can be read by pages too', async () => {
    const answer = await fetch(`${door.url}/nowhere`, { headers: { Origin: 'https://app.example' } });
    assert.equal(answer.headers.get('access-control-allow-origin'), 'https://app.example');
  });

  test('a preflight is told the methods and the headers that it asked for', async () => {
    const answer = await fetch(`${door.url}/post`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://app.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'x-foo,content-type',
      },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-methods'), 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT');
    assert.equal(answer.headers.get('access-control-allow-headers'), 'content-type, x-foo');
  });
});

describe('bodies', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${door.url}/post`, { method: 'POST', body, headers });

  for (const [coding, pack] of Object.entries({
    br: brotliCompressSync,
    deflate: deflateSync,
    gzip: gzipSync,
    GZIP: gzipSync,
    'x-gzip': gzipSync,
    zstd: zstdCompressSync,
  })) {
    test(`a body packed as ${coding} is unpacked`, async () => {
      const answer = await post(pack('[1,2]'), { 'Content-Encoding': coding });
      assert.equal(await answer.text(), '[1,2]');
    });
  }

  test('a bare deflate stream is unpacked too', async () => {
    assert.equal(await (await post(deflateRawSync('[1,2]'), { 'Content-Encoding': 'deflate' })).text(), '[1,2]');
  });

  const refused = [
    { name: 'a body that is too large', body: 'x'.repeat(1001), headers: {}, status: 413 },
    {
      name: 'a small body that unpacks too large',
      body: gzipSync('x'.repeat(1001)),
      headers: { 'Content-Encoding': 'gzip' },
      status: 413,
    },
    { name: 'a broken gzip body', body: 'no gzip', headers: { 'Content-Encoding': 'gzip' }, status: 400 },
    {
      name: 'a truncated gzip body',
      body: gzipSync('x'.repeat(500)).subarray(0, 12),
      headers: { 'Content-Encoding': 'gzip' },
      status: 400,
    },
    { name: 'an unknown coding', body: 'x', headers: { 'Content-Encoding': 'compress' }, status: 415 },
    {
      name: 'the name of an object property as coding',
      body: 'x',
      headers: { 'Content-Encoding': 'constructor' },
      status: 415,
    },
  ];
  for (const { name, body, headers, status } of refused) {
    test(`${name} is refused with ${status}`, async () => {
      const answer = await post(body, headers as Record<string, string>);
      assert.equal(answer.status, status);
      await answer.json();
    });
  }

  test('a chunked body is refused as soon as it is too large, and the connection lives on', async () => {
    const socket = connect(door.port, '127.0.0.1');
    socket.write('POST /post HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const refusal = readUntil(socket, /BODY_TOO_LARGE/);
    socket.write(`400\r\n${'x'.repeat(1024)}\r\n`);
    assert.match(await refusal, /^HTTP\/1.1 413 /);
    const next = readUntil(socket, /pong$/);
    socket.write('5\r\nabcde\r\n0\r\n\r\nGET /ping HTTP/1.1\r\nHost: x\r\n\r\n');
    await next;
    socket.destroy();
  });

  test('a body in many pieces is put together', async () => {
    const socket = connect(door.port, '127.0.0.1');
    const answer = readUntil(socket, /\[1,2,3\]$/);
    for (const piece of ['POST /post HTTP/1.1\r\nHost: x\r\nContent-Le', 'ngth: 7\r\n\r\n', '[1', ',2,', '3]']) {
      socket.write(piece);
      await new Promise(setImmediate);
    }
    await answer;
    socket.destroy();
  });

  test('a client that asks for 100-continue gets it, but not when the body will be refused', async () => {
    const socket = connect(door.port, '127.0.0.1');
    const go = readUntil(socket, /100 Continue/);
    socket.write('POST /post HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
    await go;
    const done = readUntil(socket, /hi$/);
    socket.write('hi');
    await done;
    socket.destroy();
    const refusal = await talk(
      door.port,
      'POST /post HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n',
    );
    assert.match(refusal, /^HTTP\/1.1 413 /);
  });

  test('pipelined requests are answered in order', async () => {
    const one = (body: string): string =>
      `POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const raw = await talk(
      door.port,
      `${one('"a"')}${one('"b"')}GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    assert.deepEqual(raw.match(/"a"|"b"|pong/g), ['"a"', '"b"', 'pong']);
  });
});

describe('answers', () => {
  test('a large answer is packed for a client that takes gzip', async () => {
    const { promise, resolve } = Promise.withResolvers<{ coding: string | undefined; text: string }>();
    request(`${door.url}/big`, { method: 'POST', headers: { 'Accept-Encoding': 'gzip, br' } }, (answer) => {
      const chunks: Uint8Array[] = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ coding: answer.headers['content-encoding'], text: gunzipSync(Buffer.concat(chunks)).toString() }),
      );
    }).end();
    assert.deepEqual(await promise, { coding: 'gzip', text: 'é'.repeat(5000) });
  });

  for (const accept of ['identity', 'gzip;q=0', '*;q=0', 'br']) {
    test(`a large answer is plain for a client that accepts ${accept}`, async () => {
      const answer = await fetch(`${door.url}/big`, { method: 'POST', headers: { 'Accept-Encoding': accept } });
      assert.equal(answer.headers.get('content-encoding'), null);
      assert.equal(answer.headers.get('vary'), 'Accept-Encoding');
      assert.equal((await answer.text()).length, 5000);
    });
  }

  test('a fault of ours shows an incident and no cause; the log has both', async () => {
    const answer = await fetch(`${door.url}/broken`, { method: 'POST' });
    assert.equal(answer.status, 500);
    const { info } = (await answer.json()) as { info: string };
    assert.match(info, /^internal error, incident [0-9a-f]{8}/);
    assert.doesNotMatch(info, /secret/);
    assert.ok(door.log.lines.some((line) => line.includes('POST /broken') && line.includes('secret detail')));
  });

  for (const isLogged of [true, false]) {
    test(`an error of user code that the host has ${isLogged ? '' : 'not '}logged is ${isLogged ? 'no ' : 'an '}error in the door's log`, async () => {
      const errors: string[] = [];
      door.log.error = (line) => errors.push(line);
      const answer = await fetch(`${door.url}/logged-${isLogged}`, { method: 'POST' });
      assert.equal(answer.status, 500);
      assert.deepEqual(errors, isLogged ? [] : ['POST /logged-false: weights are gone']);
    });
  }

  test('an error keeps the status that it asks for', async () => {
    assert.equal((await fetch(`${door.url}/refuse`, { method: 'POST' })).status, 418);
  });
});

describe('hostile connections', () => {
  const broken = [
    { name: 'bytes that are no HTTP', given: 'hello\r\n\r\n', status: 400 },
    { name: 'an unknown method', given: 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n', status: 400 },
    { name: 'a request without Host', given: 'GET /ping HTTP/1.1\r\n\r\n', status: 400 },
    {
      name: 'two lengths',
      given: 'POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      status: 400,
    },
    {
      name: 'length and chunks',
      given: 'POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      status: 400,
    },
    { name: 'a negative length', given: 'POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', status: 400 },
    { name: 'a head without end', given: `GET /${'a'.repeat(70_000)} HTTP/1.1\r\n`, status: 431 },
    {
      name: 'a broken chunk',
      given: 'POST /post HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      status: 400,
    },
    {
      name: 'an unknown expectation',
      given: 'POST /post HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n',
      status: 417,
    },
  ];
  for (const { name, given, status } of broken) {
    test(`${name} is answered with ${status}`, async () => {
      assert.match(await talk(door.port, given), new RegExp(`^HTTP/1.1 ${status} `));
    });
  }

  test('a client that sends its request byte by byte for too long is cut', async () => {
    const slow = await openTestDoor(new Map([['/post', endpoint(echo)]]), {
      headersTimeoutMs: 60,
      requestTimeoutMs: 120,
      checkIntervalMs: 20,
    });
    const [head, body, silent] = await Promise.all([
      talk(slow.port, 'POST /post HTTP/1.1\r\nHost:'),
      talk(slow.port, 'POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab'),
      talk(slow.port, ''),
    ]);
    assert.match(head, /^HTTP\/1.1 408 [\s\S]*REQUEST_TIMEOUT/);
    assert.match(body, /^HTTP\/1.1 408 /);
    assert.match(silent, /^HTTP\/1.1 408 |^$/);
    await slow.close();
  });

  test('a client that does not take its answer is cut', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = await openTestDoor(
      new Map([
        [
          '/post',
          endpoint((exchange) => {
            exchange.res.once('close', () => resolve());
            exchange.answer(200, 'application/octet-stream', new Uint8Array(64 * 1024 * 1024));
          }),
        ],
      ]),
      { answerTimeoutMs: 50 },
    );
    const socket = connect(slow.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.pause();
    socket.write('POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
    await promise;
    socket.destroy();
    await slow.close();
  });

  test('when a client goes away its signal fires and nothing is answered', async () => {
    const started = Promise.withResolvers<Exchange>();
    const aborted = Promise.withResolvers<void>();
    const gone = await openTestDoor(
      new Map([
        [
          '/post',
          endpoint((exchange) => {
            exchange.signal.addEventListener('abort', () => aborted.resolve());
            started.resolve(exchange);
          }),
        ],
      ]),
    );
    const socket = connect(gone.port, '127.0.0.1');
    socket.write('POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
    const exchange = await started.promise;
    socket.destroy();
    await aborted.promise;
    assert.equal(exchange.isDone, true);
    exchange.answer(200, 'application/json', '{}');
    await gone.close();
  });
});

/** Connections that were under way when the door began to close are still taken. */
async function portIsClosed(port: number): Promise<void> {
  for (let code: string | undefined; code !== 'ECONNREFUSED'; ) {
    const probe = connect(port, '127.0.0.1');
    code = await once(probe, 'connect').then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error.code,
    );
    probe.destroy();
  }
}

describe('closing', () => {
  test('requests in flight and requests on idle connections are answered, new connections refused', async () => {
    const waiting: Exchange[] = [];
    const arrived = Promise.withResolvers<void>();
    const closing = await openTestDoor(
      new Map([
        [
          '/post',
          endpoint((exchange) => {
            waiting.push(exchange);
            arrived.resolve();
          }),
        ],
        ['/echo', endpoint(echo)],
      ]),
      { idleGraceMs: 5_000 },
    );
    const busy = connect(closing.port, '127.0.0.1');
    busy.write('POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
    const idle = connect(closing.port, '127.0.0.1');
    const first = readUntil(idle, /one$/);
    idle.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none');
    await Promise.all([first, arrived.promise]);
    const closed = closing.close();
    await portIsClosed(closing.port);
    const second = readUntil(idle, /two$/);
    idle.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntwo');
    assert.match(await second, /^Connection: close$/m);
    const last = readUntil(busy, /done$/);
    waiting[0]!.answer(200, 'text/plain', 'done');
    assert.match(await last, /^Connection: close$/m);
    await closed;
  });

  test('the signal cuts what is left', async () => {
    const arrived = Promise.withResolvers<void>();
    const closing = await openTestDoor(new Map([['/post', endpoint(() => arrived.resolve())]]));
    const cut = assert.rejects(fetch(`${closing.url}/post`, { method: 'POST' }));
    await arrived.promise;
    const stop = new AbortController();
    const closed = closing.close(stop.signal);
    stop.abort();
    await Promise.all([closed, cut]);
  });

  test('closing under load loses no request', async () => {
    const loaded = await openTestDoor(
      new Map([['/post', endpoint((exchange) => void setImmediate(() => echo(exchange)))]]),
      {
        idleGraceMs: 200,
      },
    );
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    let answered = 0;
    let lost = 0;
    let isClosing = false;
    const client = async (): Promise<void> => {
      for (;;) {
        const outcome = await postOnce(agent, `${loaded.url}/post`);
        if (outcome === 'refused') return;
        if (outcome === 'answered') answered += 1;
        else lost += 1;
        if (answered === 200 && !isClosing) {
          isClosing = true;
          void loaded.close();
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, client));
    agent.destroy();
    assert.equal(lost, 0);
    assert.ok(answered >= 200);
  });

  test('a port in use names the port and the option', async () => {
    await assert.rejects(openTestDoor(new Map(), {}, { port: door.port }), {
      code: 'FAILED_PRECONDITION',
      reason: 'PORT_IN_USE',
      message: `port ${door.port} (REST) is in use by another program: stop that one, or choose another port with --http-port`,
    });
  });
});

/** Refused: the connection could not be made at all. Lost: it was made, and no answer came. */
function postOnce(agent: Agent, url: string): Promise<'answered' | 'lost' | 'refused'> {
  const { promise, resolve } = Promise.withResolvers<'answered' | 'lost' | 'refused'>();
  const sent = request(url, { method: 'POST', agent, headers: { 'Content-Length': 2 } }, (answer) => {
    answer.resume();
    answer.on('end', () => resolve(answer.statusCode === 200 ? 'answered' : 'lost'));
    answer.on('error', () => resolve('lost'));
  });
  sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'lost'));
  sent.end('[]');
  return promise;
}
