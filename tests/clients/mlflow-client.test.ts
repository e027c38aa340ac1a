import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestComponent } from '../../src/server/fixtures/create-test-component.ts';
import { openTestServer } from '../../src/server/fixtures/open-test-server.ts';
import { ensureVenv } from '../support/ensure-venv.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';

const CLIENT = fileURLToPath(new URL('python/call_with_mlflow.py', import.meta.url));

describe("MLflow's own client", NEEDS_PYTHON, async () => {
  if (NEEDS_PYTHON.skip !== false) return;
  const python = await ensureVenv('mlflow');
  const echo = createTestComponent({
    predict: ({ inputs }) => ({ payload: inputs[0]!.payload, names: inputs[0]!.names }),
  });
  const server = await openTestServer(echo);
  let lines: string;
  try {
    lines = (await promisify(execFile)(python, [CLIENT, String(server.httpPort)])).stdout;
  } finally {
    await server.close();
  }
  const checks = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; problem: string });
  test('the client came to its end', () => assert.equal(checks.length, 10));
  for (const { name, problem } of checks) test(name, () => assert.equal(problem, ''));
});
