import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openJavascriptComponent } from '../../src/hosts/javascript/index.ts';
import { createMetrics } from '../../src/observe/index.ts';
import { TEST_SETTINGS } from '../../src/server/fixtures/create-test-component.ts';
import { createTestLog } from '../../src/server/fixtures/open-test-door.ts';
import { openServer, type RunningServer } from '../../src/server/index.ts';
import { ensureVenv } from '../support/ensure-venv.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TIMEOUT_MS = 600_000;
const MAX_MESSAGE_BYTES = 25_000_000;

/** A line of a client: the result of one check, or the wish that the server shall close now. */
type Line = { readonly name: string; readonly problem: string } | { readonly close: true };

/** What runs a client: a program with arguments, or why there is none. */
type Program = { readonly file: string; readonly args: readonly string[] } | { readonly missing: string };

async function prepareGo(): Promise<Program> {
  const cwd = `${HERE}go`;
  const binary = fileURLToPath(new URL('../../.cache/go-client', import.meta.url));
  try {
    await promisify(execFile)('go', ['version']);
  } catch {
    return { missing: 'there is no Go on the PATH' };
  }
  try {
    await promisify(execFile)('go', ['mod', 'download'], { cwd, timeout: TIMEOUT_MS });
  } catch (thrown) {
    return { missing: `the Go modules cannot be downloaded: ${String(thrown)}` };
  }
  await promisify(execFile)('go', ['build', '-o', binary, '.'], { cwd, timeout: TIMEOUT_MS });
  return { file: binary, args: [] };
}

async function preparePython(): Promise<Program> {
  try {
    await promisify(execFile)('python3', ['-c', 'import venv']);
  } catch {
    return { missing: 'there is no Python with venv on the PATH' };
  }
  return { file: await ensureVenv('grpcio'), args: [`${HERE}python/call_with_grpcio.py`] };
}

async function openModelServer(): Promise<RunningServer> {
  const log = createTestLog();
  const file = 'fixtures/grpc-model.ts';
  const component = await openJavascriptComponent({ file, parameters: [], cwd: HERE, log });
  return openServer({
    component,
    settings: TEST_SETTINGS,
    metrics: createMetrics({}, { process: false }),
    log,
    host: '127.0.0.1',
    httpPort: 0,
    grpcPort: 0,
    metricsPort: undefined,
    maxMessageBytes: MAX_MESSAGE_BYTES,
  });
}

/** Runs the client against a server of its own; gives the results of its checks. */
async function runClient(file: string, args: readonly string[]): Promise<readonly Exclude<Line, { close: true }>[]> {
  const server = await openModelServer();
  let closed: Promise<void> | undefined;
  const results: Exclude<Line, { close: true }>[] = [];
  const client = spawn(file, [...args, `127.0.0.1:${server.grpcPort}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const text of createInterface({ input: client.stdout })) {
    const line = JSON.parse(text) as Line;
    if ('close' in line) closed = server.close();
    else results.push(line);
  }
  await (closed ?? server.close());
  return results;
}

for (const [name, prepare, minChecks] of [
  ["Go's google.golang.org/grpc", prepareGo, 19],
  ["Python's grpcio", preparePython, 18],
] as const) {
  describe(name, { timeout: TIMEOUT_MS }, () => {
    test('is served in everything that it tries', async (t) => {
      const program = await prepare();
      if ('missing' in program) {
        t.skip(program.missing);
        return;
      }
      const results = await runClient(program.file, program.args);
      for (const result of results) await t.test(result.name, () => assert.equal(result.problem, ''));
      assert.ok(results.length >= minChecks, `only ${results.length} checks were made`);
    });
  });
}
