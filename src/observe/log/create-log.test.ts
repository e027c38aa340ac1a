import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Log } from '../../base/index.ts';
import { createAccessLog } from './create-access-log.ts';
import { createLog, type LogFormat, type LogOptions } from './create-log.ts';

const TIME = '2026-01-02T03:04:05.678Z';

function open(
  format: LogFormat,
  options: Partial<LogOptions> & { isTTY?: boolean } = {},
): { log: Log; text(): string } {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text), isTTY: options.isTTY ?? false };
  const log = createLog({ level: 'DEBUG', format, stream, clock: () => new Date(TIME), ...options });
  return { log, text: () => lines.join('') };
}

test('a human line has time, level, message and fields', () => {
  const { log, text } = open('human');
  log.child({ worker: 1 }).warning('it is slow', { ms: 12, path: '/a b', none: undefined, empty: '' });
  assert.equal(text(), `${TIME} WARNING it is slow worker=1 ms=12 path="/a b" empty=""\n`);
});

test('what a caller sends cannot look like a line of ours or reach the terminal', () => {
  const { log, text } = open('human');
  log.info('first\n2026 ERROR forged \u001b[31mred\u0007', { stack: 'Error: x\n    at y' });
  assert.equal(
    text(),
    `${TIME} INFO    first\n    2026 ERROR forged \ufffd[31mred\ufffd\n    Error: x\n        at y\n`,
  );
});

test('colours are for terminals', () => {
  const { log, text } = open('human', { isTTY: true });
  log.error('no');
  assert.equal(text(), `${TIME} \u001b[31mERROR  \u001b[0m no\n`);
});

test('a JSON line is one object whose own keys cannot be replaced', () => {
  const { log, text } = open('json');
  log.debug('a\nb', { level: 'FORGED', n: 1 });
  assert.equal(text(), `{"time":"${TIME}","level":"DEBUG","message":"a\\nb","n":1}\n`);
});

test('levels below the chosen one are not written', () => {
  const { log, text } = open('human', { level: 'WARNING' });
  log.debug('1');
  log.info('2');
  log.warning('3');
  log.child({}).info('4');
  assert.equal(text(), `${TIME} WARNING 3\n`);
});

test('an access line names client, request, status, size and time', () => {
  const { log, text } = open('human');
  createAccessLog(log)({
    client: '::1',
    request: 'POST /predict HTTP/1.1',
    status: 200,
    sentBytes: 5,
    seconds: 0.0012345,
  });
  assert.equal(text(), `${TIME} INFO    POST /predict HTTP/1.1 client=::1 status=200 bytes=5 ms=1.235\n`);
});
