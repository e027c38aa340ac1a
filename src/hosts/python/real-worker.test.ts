import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { readEnvironment } from '../../base/index.ts';
import { findPython } from './find-python.ts';
import { type CollectingLog, collectLog } from './fixtures/collect-log.ts';
import { numbersOf, order, table, textOf } from './fixtures/open-fake.ts';
import { waitUntilGone } from './fixtures/process-is-gone.ts';
import { openPythonComponent, type PythonComponentOptions } from './open-python-component.ts';
import { startFailureOf } from './pool/start-failure.ts';
import type { PythonComponent } from './python-component.ts';

const LIMIT = { timeout: 60_000 };
const CLASSES = fileURLToPath(new URL('fixtures/classes', import.meta.url));
const env = readEnvironment();
const python = await findPython(env, CLASSES).catch(() => undefined);
const needsNumpy = { ...LIMIT, skip: python === undefined ? 'no Python with numpy here; npm test makes one' : false };

interface Real {
  readonly component: PythonComponent;
  readonly log: CollectingLog;
}

async function open(t: TestContext, options: Partial<PythonComponentOptions> = {}): Promise<Real> {
  const log = collectLog();
  const component = await openPythonComponent({
    className: 'Doubler',
    cwd: CLASSES,
    parameters: [],
    workers: 1,
    timeoutMs: 0,
    env,
    log,
    logLevel: 'INFO',
    ...options,
  });
  t.after(() => component.close(AbortSignal.abort()));
  return { component, log };
}

test('a Python class answers', needsNumpy, async (t) => {
  const { component } = await open(t);
  assert.deepEqual(await numbersOf(component.call(table(1.5, 2))), [3, 4]);
  assert.equal(component.pythonVersion, python!.version);
  assert.equal(component.maxBatchSize, 32);
});

test('what a Python class prints is logged', needsNumpy, async (t) => {
  const { component, log } = await open(t);
  await component.call(order('print'));
  await component.close();
  const find = (text: string) => log.lines.find(({ message }) => message === text)?.level;
  assert.equal(find('to the output'), 'INFO');
  assert.equal(find('to the error output'), 'WARNING');
});

test('a class that is not there ends the start with exit code 1', needsNumpy, async (t) => {
  await assert.rejects(open(t, { className: 'Missing' }), (error: Error) => {
    assert.match(error.message, /Missing/);
    assert.equal(startFailureOf(error)?.exitCode, 1);
    return true;
  });
});

test('batched answers of a Python class equal single ones, and bad rows stay alone', needsNumpy, async (t) => {
  const single = await open(t, { maxBatchSize: 1 });
  const batched = await open(t, { maxBatchSize: 8 });
  const number = fc.oneof({ weight: 9, arbitrary: fc.double() }, { weight: 1, arbitrary: fc.constant(13) });
  const tables = fc.array(fc.array(number, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(tables, async (requests) => {
      const [one, many] = await Promise.all([single, batched].map((real) => settle(real, requests)));
      assert.deepEqual(many, one);
    }),
    { numRuns: 30 },
  );
});

async function settle({ component }: Real, requests: readonly (readonly number[])[]): Promise<unknown[]> {
  return Promise.all(
    requests.map((numbers) => numbersOf(component.call(table(...numbers))).catch((error: Error) => error.message)),
  );
}

test('a row that kills a real worker is answered 503 and its neighbours are computed', needsNumpy, async (t) => {
  const { component } = await open(t);
  const answers = await settle({ component, log: collectLog() }, [[1], [2], [666], [3]]);
  assert.deepEqual([answers[0], answers[1], answers[3]], [[2], [4], [6]]);
  assert.match(String(answers[2]), /exited with code 66/);
});

test('a Python class that only says that it works row by row is not batched any more', needsNumpy, async (t) => {
  const { component, log } = await open(t, { className: 'OneRow' });
  const calls = [1, 2, 3].map((number) => component.call(table(number)));
  assert.deepEqual(await Promise.all(calls.map(numbersOf)), [[2], [4], [6]]);
  assert.equal(component.maxBatchSize, 1);
  assert.ok(log.lines.some(({ message }) => /switched off/.test(message)));
});

test('a real worker that aborts is replaced', needsNumpy, async (t) => {
  const { component } = await open(t);
  await assert.rejects(component.call(order('crash')), {
    reason: 'WORKER_CRASHED',
    message: /SIGABRT/,
  });
  assert.equal(await textOf(component.call(order('x'))), 'x');
});

test('a real worker that hangs is ended by the timeout', needsNumpy, async (t) => {
  const { component } = await open(t, { timeoutMs: 200 });
  await assert.rejects(component.call(order('hang')), { reason: 'TIMEOUT' });
  assert.equal(await textOf(component.call(order('x'))), 'x');
});

test('a worker ends when its server is killed, even while user code computes', needsNumpy, async () => {
  const module = new URL('fixtures/hang-in-python.ts', import.meta.url).href;
  const script = `import { hangInPython } from ${JSON.stringify(module)}; await hangInPython();`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(host.stdout, 'data')) as [Buffer];
  const pid = Number(chunk.toString());
  assert.ok(pid > 0);
  host.kill('SIGKILL');
  await waitUntilGone(pid);
});
