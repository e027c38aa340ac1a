import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import type { Log } from '../../base/index.ts';
import { openHttpSink } from './http-sink.ts';
import type { LogEvent } from './log-event.ts';
import { type LogSink, openRequestLog } from './request-log.ts';

function event(more: Partial<LogEvent> = {}): LogEvent {
  return {
    kind: 'request',
    modelId: 'm',
    requestId: 'r',
    deploymentName: 'd',
    namespace: 'n',
    predictorName: 'p',
    protocol: 'seldon',
    source: 'http://here/',
    time: new Date(0),
    contentType: 'application/json',
    body: () => Buffer.from('{}'),
    ...more,
  };
}

function createLog(): Log & { readonly warnings: string[] } {
  const warnings: string[] = [];
  const log = {
    debug() {},
    info() {},
    error() {},
    warning: (text: string) => void warnings.push(text),
    child: () => log,
    warnings,
  };
  return log;
}

describe('the request log', () => {
  test('writes a few events at the same time, and all before it closes', async () => {
    let running = 0;
    let most = 0;
    const written: string[] = [];
    const sink: LogSink = {
      async write({ requestId }) {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        written.push(requestId);
      },
      close: async () => {},
    };
    const log = openRequestLog({ sink, log: createLog(), workers: 3 });
    for (let i = 0; i < 20; i++) log.push(event({ requestId: String(i) }));
    await log.close();
    assert.equal(written.length, 20);
    assert.ok(most <= 3);
  });

  test('drops what does not fit, counts it and says so once', async () => {
    const told = createLog();
    const log = openRequestLog({ sink: { write: async () => {}, close: async () => {} }, log: told, queueSize: 2 });
    for (let i = 0; i < 5; i++) log.push(event());
    assert.equal(log.lostEvents, 3);
    assert.equal(told.warnings.length, 1);
    await log.close();
  });

  test('goes on when the sink fails', async () => {
    let calls = 0;
    const sink: LogSink = {
      async write() {
        calls += 1;
        if (calls === 1) throw new Error('refused');
      },
      close: async () => {},
    };
    const told = createLog();
    const log = openRequestLog({ sink, log: told, workers: 1 });
    log.push(event());
    log.push(event());
    await log.close();
    assert.equal(calls, 2);
    assert.match(told.warnings.join(), /lost an event, 1 since the start: refused/);
  });

  test('is cut when it may not wait any longer', async () => {
    const sink: LogSink = {
      write: (_event, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      close: async () => {},
    };
    const log = openRequestLog({ sink, log: createLog() });
    log.push(event());
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    log.push(event());
    await log.close(AbortSignal.abort());
    assert.equal(log.lostEvents, 2);
  });
});

describe('an HTTP sink', () => {
  test('gets a CloudEvent in binary mode', async () => {
    const server = http.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const sink = openHttpSink(`http://127.0.0.1:${(server.address() as AddressInfo).port}/log`);
    const asked = once(server, 'request') as Promise<[http.IncomingMessage, http.ServerResponse]>;
    const written = sink.write(event({ modelId: 'm ü' }), AbortSignal.timeout(5_000));
    const [request, response] = await asked;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end();
    await written;
    const { headers } = request;
    assert.equal(Buffer.concat(chunks).toString(), '{}');
    assert.deepEqual(
      ['ce-type', 'ce-modelid', 'ce-source', 'ce-specversion', 'content-type'].map((name) => headers[name]),
      ['io.seldon.serving.inference.request', 'm %C3%BC', 'http://here/', '1.0', 'application/json'],
    );
    await sink.close();
    server.close();
  });

  test('refuses what is no http URL', () => {
    for (const url of ['kafka://x', 'nowhere', ''])
      assert.throws(() => openHttpSink(url), { reason: 'BAD_LOGGER_URL' });
  });
});
