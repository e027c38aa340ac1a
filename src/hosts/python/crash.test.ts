import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFake, order, table, textOf } from './fixtures/open-fake.ts';

const crashed = { name: 'RadiantError', code: 'UNAVAILABLE', reason: 'WORKER_CRASHED' };
const LIMIT = { timeout: 60_000 };

const ENDS = [
  { name: 'os._exit', order: 'exit:7', message: /exited with code 7 while it computed this request; .* not repeated/ },
  { name: 'a clean exit', order: 'exit:0', message: /exited with code 0/ },
  { name: 'a segmentation fault', order: 'signal:SIGSEGV', message: /SIGSEGV \(native code touched memory/ },
  { name: 'kill -9', order: 'signal:SIGKILL', message: /SIGKILL \(somebody ended it, or .* out of memory\)/ },
  { name: 'SIGABRT', order: 'signal:SIGABRT', message: /SIGABRT/ },
  { name: 'closing its socket', order: 'close', message: /closed its socket/ },
  {
    name: 'text instead of a frame',
    order: `raw:${Buffer.from('hello, world, hello').toString('hex')}`,
    message: /no frame/,
  },
  { name: 'an answer nobody asked for', order: `raw:${answerTo(99)}`, message: /nobody waits for/ },
];

function answerTo(id: number): string {
  const header = `{"id":${id}}`.padEnd(16);
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(16, 0);
  return Buffer.concat([prefix, Buffer.from(header)]).toString('hex');
}

for (const { name, order: text, message } of ENDS) {
  test(`a worker's end by ${name} fails the call that it computed, and no other`, LIMIT, async (t) => {
    const { component, log } = await openFake(t);
    await component.call(order('warm up'));
    const poison = component.call(order(text));
    const others = [1, 2, 3, 4].map((number) => component.call(order(`next ${number}`)));
    await assert.rejects(poison, { ...crashed, message });
    assert.deepEqual(await Promise.all(others.map(textOf)), ['next 1', 'next 2', 'next 3', 'next 4']);
    assert.ok(component.isReady());
    assert.equal(component.status().workers[0]!.restarts, 1);
    await log.waitFor((line) => line.level === 'ERROR' && /started again in 100 ms/.test(line.message));
  });
}

test('a poison request kills one worker once and goes no further', LIMIT, async (t) => {
  const { component } = await openFake(t, { workers: 2 });
  await assert.rejects(component.call(table(666)), crashed);
  await component.call(order('x'));
  const restarts = component.status().workers.map((worker) => worker.restarts);
  assert.equal(restarts[0]! + restarts[1]!, 0);
  const ended = component.status().workers.filter((worker) => worker.state !== 'ready');
  assert.equal(ended.length, 1);
});

test('an idle worker that is killed is replaced and no call notices', LIMIT, async (t) => {
  const { component, log } = await openFake(t, { workers: 2 });
  process.kill(component.status().workers[0]!.pid!, 'SIGKILL');
  await log.waitFor((line) => /ready again/.test(line.message));
  assert.equal(await textOf(component.call(order('x'))), 'x');
});

test('a worker that dies without telling what it began takes a call with it the third time', LIMIT, async (t) => {
  const { component } = await openFake(t, { behaviour: { hideProgress: true } });
  await assert.rejects(component.call(table(666)), crashed);
  assert.equal(component.status().workers[0]!.restarts, 2);
});

test('calls wait while no worker is alive', LIMIT, async (t) => {
  const { component, log } = await openFake(t);
  const told: boolean[] = [];
  component.watchReady?.(() => told.push(component.isReady()));
  process.kill(component.status().workers[0]!.pid!, 'SIGKILL');
  await log.waitFor((line) => /started again/.test(line.message));
  assert.equal(component.isReady(), false);
  assert.equal(await textOf(component.call(order('patience'))), 'patience');
  assert.equal(component.isReady(), true);
  assert.deepEqual(told, [false, true]);
});

test('calls fail at once while the workers cannot be started again', LIMIT, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'radiant-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const failAfterFirstStart = join(folder, 'started');
  const { component } = await openFake(t, { behaviour: { failAfterFirstStart } });
  const failing = { code: 'UNAVAILABLE', reason: 'WORKER_START_FAILED', message: /cannot be started again: .* code 5/ };
  await assert.rejects(component.call(order('exit:1')), crashed);
  await assert.rejects(component.call(order('x')), failing);
  await assert.rejects(component.call(order('x')), failing);
  rmSync(failAfterFirstStart);
});

test('200 callers lose only what was being computed while workers are killed at random', LIMIT, async (t) => {
  const { component, log } = await openFake(t, { workers: 3 });
  let kills = 0;
  let killed = 0;
  let answered = 0;
  let left = 6000;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const number = left;
      try {
        assert.equal(await textOf(component.call(order(`n${number}`))), `n${number}`);
        answered += 1;
      } catch (thrown) {
        assert.equal((thrown as { reason: string }).reason, 'WORKER_CRASHED');
        killed += 1;
      }
      if (number % 1000 === 500) {
        const ready = component.status().workers.filter((worker) => worker.state === 'ready');
        const victim = ready[number % Math.max(ready.length, 1)];
        if (victim?.pid !== undefined) {
          kills += 1;
          process.kill(victim.pid, 'SIGKILL');
        }
      }
    }
  };
  await Promise.all(Array.from({ length: 200 }, caller));
  assert.ok(kills >= 4 && killed <= kills, `${killed} calls failed for ${kills} kills`);
  assert.equal(answered, 6000 - killed);
  assert.ok(log.lines.some((line) => /goes to another one/.test(line.message)));
});
