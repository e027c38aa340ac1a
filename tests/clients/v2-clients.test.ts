import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestComponent } from '../../src/server/fixtures/create-test-component.ts';
import { openTestServer } from '../../src/server/fixtures/open-test-server.ts';
import { ensureVenv } from '../support/ensure-venv.ts';
import { NEEDS_PYTHON } from '../support/needs-python.ts';

const METADATA = { name: 'echo', inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }], outputs: [{ name: 'x' }] };

/** Client programs, what they import, and how many lines they print. */
const CLIENTS = [
  { name: "Triton's clients", venv: 'triton', script: 'call_with_triton.py', checks: 49 },
  { name: "KServe's clients", venv: 'kserve', script: 'call_with_kserve.py', checks: 5 },
  { name: "MLServer's types, codecs and messages", venv: 'mlserver', script: 'call_with_mlserver.py', checks: 6 },
];

for (const { name, venv, script, checks } of CLIENTS) {
  describe(name, NEEDS_PYTHON, async () => {
    if (NEEDS_PYTHON.skip !== false) return;
    const python = await ensureVenv(venv);
    const echo = createTestComponent(
      { predict: ({ inputs }) => ({ payload: inputs[0]!.payload }) },
      { takesTensors: true, metadata: METADATA },
    );
    const server = await openTestServer(echo, { unitId: 'echo' }, { grpcPort: 0 });
    const file = fileURLToPath(new URL(`python/${script}`, import.meta.url));
    const args = [file, `127.0.0.1:${server.httpPort}`, `127.0.0.1:${server.grpcPort}`, 'echo'];
    const asked = promisify(execFile)(python, args, { timeout: 120_000 });
    await asked.catch(() => {});
    await server.close();
    const { stdout } = await asked;
    const lines = stdout.trim().split('\n');
    test('the client came to its end', () => assert.equal(lines.length, checks));
    for (const line of lines) {
      const { name: check, problem } = JSON.parse(line) as { name: string; problem: string };
      test(check, () => assert.equal(problem, ''));
    }
  });
}
