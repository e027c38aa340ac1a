import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { PYARROW } from '../../src/protocols/plain/arrow/fixtures/pyarrow.table.ts';
import { openGrpcConnection } from '../support/grpc-connection.ts';
import { openHttpConnection } from '../support/http-connection.ts';
import { startRadiant } from '../support/start-radiant.ts';
import { malformed } from './malformed-bytes.ts';
import { protocolMessages } from './protocol-messages.ts';
import { type ProtocolSample, protocolSamples } from './protocol-requests.ts';
import { takeTurns, within } from './take-turns.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
/** The same bytes in every run; another seed looks for new ones. */
const SEED = Number(process.env.RADIANT_SEED ?? 1);
const BODIES = Number(process.env.RADIANT_BODIES ?? 3000);
const CONNECTIONS = 16;
const ANSWER_MS = 20_000;
const TIMEOUT_MS = 120_000;
/** OK, INVALID_ARGUMENT, NOT_FOUND. */
const GOOD_CODES: ReadonlySet<number> = new Set([0, 3, 5]);
const INTERNAL = 13;

const ARROW: readonly ProtocolSample[] = ['stream', 'file'].map((form) => ({
  path: '/predict',
  headers: { 'content-type': `application/vnd.apache.arrow.${form}` },
  body: Buffer.from(PYARROW[form]!, 'base64'),
}));

test(`${BODIES} malformed bodies of V2, TensorFlow, /invocations, CSV, NPY and Arrow are never a fault of the server`, {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const server = await startRadiant(['./echo-everywhere.ts'], {
    cwd: FIXTURES,
    env: { PREDICTIVE_UNIT_ID: 'm' },
  });
  t.after(() => server.kill('SIGKILL'));
  const samples = protocolSamples(ARROW);
  const send = async (list: Iterable<readonly [ProtocolSample, Buffer]>): Promise<Map<number, number>> => {
    const statuses = new Map<number, number>();
    await takeTurns(
      CONNECTIONS,
      list,
      () => openHttpConnection(server.httpPort),
      async (connection, [sample, body]) => {
        const what = `POST ${sample.path} ${JSON.stringify(sample.headers)} base64 ${body.toString('base64').slice(0, 4000)}`;
        const reply = await within(ANSWER_MS, connection.send(postOf(sample, body)), what);
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        if (body === sample.body) assert.equal(reply.status, 200, `${what}: ${reply.body}`);
        assert.ok(reply.status < 500, `${what}: ${reply.status} ${reply.body}`);
      },
    );
    return statuses;
  };
  const good = await send(samples.map((sample) => [sample, sample.body] as const));
  t.diagnostic(`statuses of the samples: ${JSON.stringify(Object.fromEntries(good))}`);
  assert.deepEqual([...good.keys()], [200], 'every sample is good before it is spoilt');
  const bodies = fc.sample(
    malformed(samples, ({ body }) => body),
    { numRuns: BODIES, seed: SEED },
  );
  const statuses = await send(bodies);
  t.diagnostic(`statuses: ${JSON.stringify(Object.fromEntries(statuses))}`);
  assert.ok(statuses.has(200) && statuses.has(400) && statuses.has(422));
  assert.doesNotMatch(server.output(), /incident/);
  assert.deepEqual([...(await send(samples.map((sample) => [sample, sample.body] as const))).keys()], [200]);
});

test(`${BODIES} malformed messages of V2 and TensorFlow over gRPC are never a fault of the server`, {
  timeout: TIMEOUT_MS,
}, async (t) => {
  const server = await startRadiant(['./echo-everywhere.ts'], { cwd: FIXTURES, env: { PREDICTIVE_UNIT_ID: 'm' } });
  t.after(() => server.kill('SIGKILL'));
  const samples = protocolMessages();
  const messages = fc.sample(
    malformed(samples, ({ message }) => message),
    { numRuns: BODIES, seed: SEED },
  );
  const codes = new Map<number, number>();
  await takeTurns(
    CONNECTIONS,
    [...samples.map((sample) => [sample, sample.message] as const), ...messages],
    () => openGrpcConnection(server.grpcPort),
    async (connection, [sample, message]) => {
      const what = `${sample.method} base64 ${message.toString('base64').slice(0, 4000)}`;
      const { code, details } = await within(ANSWER_MS, connection.call(sample.method, message), what);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (message === sample.message) assert.equal(code, 0, `${what}: ${details}`);
      const isExpected = GOOD_CODES.has(code) || (code === INTERNAL && details.includes('not a valid message'));
      assert.ok(isExpected, `${what}: ${code} ${details}`);
    },
  );
  t.diagnostic(`codes: ${JSON.stringify(Object.fromEntries(codes))}`);
  assert.doesNotMatch(server.output(), /incident/);
});

function postOf({ path, headers }: ProtocolSample, body: Buffer): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\n${lines.join('')}content-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
