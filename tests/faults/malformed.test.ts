import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { type GrpcReply, openGrpcConnection } from '../support/grpc-connection.ts';
import { openHttpConnection, postBytes } from '../support/http-connection.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';
import { type RunningRadiant, startRadiant } from '../support/start-radiant.ts';
import { type GrpcSample, grpcSamples, type HttpSample, httpSamples } from './golden-requests.ts';
import { malformed } from './malformed-bytes.ts';
import { takeTurns, within } from './take-turns.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
/** The same bytes in every run; another seed looks for new ones. */
const SEED = Number(process.env.RADIANT_SEED ?? 1);
const BODIES = 10_000;
const CONNECTIONS = 32;
const ANSWER_MS = 20_000;
const TIMEOUT_MS = 120_000;

const CLASSES = [
  { language: 'Python', left: NEEDS_PYTHON, name: 'EchoEverywhere' },
  { language: 'TypeScript', left: {}, name: './echo-everywhere.ts' },
];

/** 404 and 405: some recorded requests are for wrong paths and methods. */
const STATUSES = [200, 400, 404, 405];
const GRPC_CODES = { ok: 0, invalidArgument: 3, unimplemented: 12, internal: 13 };
/** Faults of ours carry an incident id. */
const INCIDENT = /incident/;
/** What an echo returns may be a value that no answer can hold, for example a ragged list: nobody can tell that before. */
const BAD_RETURN = /setting an array element|the answer is no array|not JSON serializable|protobuf is missing/;

for (const { language, left, name } of CLASSES) {
  describe(`a ${language} class that is sent malformed requests`, { timeout: TIMEOUT_MS, ...left }, () => {
    test(`answers ${BODIES} bodies over REST, with 5xx only where user code raised`, async (t) => {
      const server = await startRadiant([name], { cwd: FIXTURES });
      t.after(() => server.kill('SIGKILL'));
      const bodies = fc.sample(
        malformed(httpSamples(), ({ body }) => body),
        { numRuns: BODIES, seed: SEED },
      );
      const statuses = await sendBodies(server, bodies);
      t.diagnostic(`statuses: ${JSON.stringify(Object.fromEntries(statuses))}`);
      assert.ok(statuses.has(200) && statuses.has(400));
      await assertLives(server);
    });

    test(`answers ${BODIES} messages over gRPC, with UNKNOWN only where user code raised`, async (t) => {
      const server = await startRadiant([name], { cwd: FIXTURES });
      t.after(() => server.kill('SIGKILL'));
      const messages = fc.sample(
        malformed(grpcSamples(), ({ message }) => message),
        { numRuns: BODIES, seed: SEED },
      );
      const codes = await sendMessages(server, messages);
      t.diagnostic(`codes: ${JSON.stringify(Object.fromEntries(codes))}`);
      assert.ok(codes.has(GRPC_CODES.ok) && codes.has(GRPC_CODES.invalidArgument));
      await assertLives(server);
    });
  });
}

/** Sends every body where its sample was recorded. Counts the statuses. */
async function sendBodies(server: RunningRadiant, bodies: readonly (readonly [HttpSample, Buffer])[]) {
  const counts = new Map<number, number>();
  await takeTurns(
    CONNECTIONS,
    bodies,
    () => openHttpConnection(server.httpPort),
    async (connection, [{ path, contentType }, body]) => {
      const what = `POST ${path} ${contentType} ${describeBytes(body)}`;
      const reply = await within(ANSWER_MS, connection.send(postBytes(path, body, contentType)), what);
      const text = reply.body.toString();
      counts.set(reply.status, (counts.get(reply.status) ?? 0) + 1);
      assert.ok(STATUSES.includes(reply.status) || BAD_RETURN.test(text), `${what}: ${reply.status} ${text}`);
      assert.doesNotMatch(text, INCIDENT, what);
      assert.doesNotThrow(() => JSON.parse(text), `${what}: ${text}`);
    },
  );
  return counts;
}

async function sendMessages(server: RunningRadiant, messages: readonly (readonly [GrpcSample, Buffer])[]) {
  const counts = new Map<number, number>();
  await takeTurns(
    CONNECTIONS,
    messages,
    () => openGrpcConnection(server.grpcPort),
    async (connection, [{ method }, message]) => {
      const what = `${method} ${describeBytes(message)}`;
      const reply = await within(ANSWER_MS, connection.call(method, message), what);
      counts.set(reply.code, (counts.get(reply.code) ?? 0) + 1);
      assert.ok(isExpected(reply), `${what}: ${reply.code} ${reply.details}`);
      assert.doesNotMatch(reply.details, INCIDENT, what);
      if (reply.code !== 0) assert.notEqual(reply.details, '', what);
    },
  );
  return counts;
}

/** INTERNAL is what gRPC has for bytes that are no message. */
function isExpected({ code, details }: GrpcReply): boolean {
  if (code === GRPC_CODES.internal) return details.includes('not a valid message');
  return Object.values(GRPC_CODES).includes(code) || BAD_RETURN.test(details);
}

async function assertLives(server: RunningRadiant): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${server.httpPort}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"data":{"ndarray":[[1,2]]}}',
  });
  assert.equal(answer.status, 200);
  assert.doesNotMatch(server.output(), INCIDENT);
}

/** Text where it is short and readable, base64 else: what a failing case must be repeated with. */
function describeBytes(bytes: Buffer): string {
  const text = bytes.toString();
  const isText = Buffer.from(text).equals(bytes) && text.length < 500;
  return isText ? JSON.stringify(text) : `base64 ${bytes.toString('base64').slice(0, 4000)}`;
}
