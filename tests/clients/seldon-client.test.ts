import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureVenv } from '../support/ensure-venv.ts';
import { startRadiant } from '../support/start-radiant.ts';

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const TIMEOUT_MS = 300_000;

/** What SeldonClient gives to its caller. */
interface Answer {
  readonly success: boolean;
  readonly msg: string;
  readonly response: Readonly<Record<string, unknown>> | null;
}

const ROWS = [
  [1.5, -2],
  [3.25, 4],
];
const ARRAY_NAMES = ['t:0', 't:1'];
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64');

const PAYLOADS: Readonly<Record<string, unknown>> = {
  ndarray: { data: { names: ARRAY_NAMES, ndarray: ROWS } },
  tensor: { data: { names: ARRAY_NAMES, tensor: { shape: [2, 2], values: [1.5, -2, 3.25, 4] } } },
  strData: { strData: 'grüße, 世界' },
  binData: { binData: ALL_BYTES },
  jsonData: { jsonData: { list: [1, 'a', null, true], deep: { er: 1.5 } } },
};
const FEEDBACK = { jsonData: { features: ROWS, names: ['left', 'right'], reward: 0.5 } };

describe("seldon-core's own SeldonClient", { timeout: TIMEOUT_MS }, () => {
  let answers: Readonly<Record<string, Answer>> = {};

  before(async () => {
    const python = await ensureVenv('seldon');
    const server = await startRadiant(['AnswerModel'], { cwd: FIXTURES });
    try {
      const args = ['call_with_seldon_client.py', String(server.httpPort), String(server.grpcPort)];
      const { stdout } = await promisify(execFile)(python, args, { cwd: FIXTURES, timeout: 60_000 });
      answers = JSON.parse(stdout) as Readonly<Record<string, Answer>>;
    } finally {
      server.kill('SIGKILL');
      await server.ended;
    }
  });

  for (const transport of ['rest', 'grpc']) {
    for (const [kind, expected] of Object.entries(PAYLOADS)) {
      for (const method of ['microservice', 'predict']) {
        test(`${method} with ${kind} is answered over ${transport}`, () => {
          assertAnswer(answers[`${transport} ${method} ${kind}`], expected);
        });
      }
    }

    test(`microservice(method="transform-input") is answered over ${transport}`, () => {
      const doubled = { data: { names: ARRAY_NAMES, ndarray: ROWS.map((row) => row.map((value) => value * 2)) } };
      assertAnswer(answers[`${transport} microservice transform-input`], doubled);
    });

    for (const method of ['microservice feedback', 'feedback']) {
      test(`${method} reaches the class over ${transport}`, () => {
        assertAnswer(answers[`${transport} ${method}`], FEEDBACK);
      });
    }
  }

  test('what the class raised is told over REST', () => {
    const { success, response } = answers['rest microservice error']!;
    assert.equal(success, false);
    assert.deepEqual(response?.status, {
      code: -1,
      info: 'told to raise',
      reason: 'MICROSERVICE_INTERNAL_ERROR',
      status: 'FAILURE',
    });
  });

  test('what the class raised is told over gRPC', () => {
    const { success, msg } = answers['grpc microservice error']!;
    assert.equal(success, false);
    assert.match(msg, /StatusCode\.UNKNOWN/);
    assert.match(msg, /told to raise/);
  });
});

/** `meta` is there or not, but always empty. */
function assertAnswer(answer: Answer | undefined, expected: unknown): void {
  assert.ok(answer !== undefined, 'the client has not asked');
  assert.ok(answer.success, answer.msg);
  const { meta = {}, ...payload } = answer.response ?? {};
  assert.deepEqual(meta, {});
  assert.deepEqual(payload, expected);
}
