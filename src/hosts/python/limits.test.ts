import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Call } from '../../payload/index.ts';
import { createSystemClock } from './clock.ts';
import { openFake, order, textOf } from './fixtures/open-fake.ts';

const LIMIT = { timeout: 60_000 };

test('a call that hangs is ended by the timeout, and the ones behind it are answered', LIMIT, async (t) => {
  const { component, log } = await openFake(t, { timeoutMs: 150 });
  await component.call(order('warm up'));
  const hanging = component.call(order('hang'));
  const others = ['a', 'b', 'c'].map((text) => textOf(component.call(order(text))));
  const expected = { code: 'DEADLINE_EXCEEDED', reason: 'TIMEOUT', message: /longer than 0.15 s .*--timeout/ };
  await assert.rejects(hanging, expected);
  assert.deepEqual(await Promise.all(others), ['a', 'b', 'c']);
  assert.ok(log.lines.some((line) => /longer than 150 ms/.test(line.message)));
});

test('many short calls in a row are no long call', LIMIT, async (t) => {
  const { component } = await openFake(t, { timeoutMs: 500 });
  const calls = Array.from({ length: 8 }, () => textOf(component.call(order('sleep:0.1'))));
  assert.equal((await Promise.all(calls)).length, 8);
});

test('a call whose deadline passes is answered then, computed or not', LIMIT, async (t) => {
  const { component } = await openFake(t);
  const late = { code: 'DEADLINE_EXCEEDED', reason: 'DEADLINE_EXCEEDED' };
  const withDeadline = (text: string): Call => ({ ...order(text), deadlineMs: Date.now() + 50 });
  const running = component.call(withDeadline('sleep:0.3'));
  const waiting = component.call(withDeadline('never'));
  const over = component.call({ ...order('never'), deadlineMs: Date.now() - 1 });
  for (const call of [over, running, waiting]) await assert.rejects(call, late);
  assert.equal(await textOf(component.call(order('seen'))), '2');
});

test('a waiting call whose caller goes is never sent', LIMIT, async (t) => {
  const { component } = await openFake(t);
  const caller = new AbortController();
  const running = component.call({ ...order('sleep:0.2'), signal: caller.signal });
  const waiting = component.call({ ...order('never'), signal: caller.signal });
  const gone = component.call({ ...order('never'), signal: AbortSignal.abort() });
  await assert.rejects(gone, { code: 'CANCELLED' });
  caller.abort();
  await assert.rejects(waiting, { code: 'CANCELLED' });
  assert.equal(component.status().queueLength, 0);
  assert.equal(await textOf(running), 'sleep:0.2');
  assert.equal(await textOf(component.call(order('seen'))), '2');
});

test('the signal of a call that is sent at once is never made', LIMIT, async (t) => {
  const { component } = await openFake(t);
  const call: Call = {
    ...order('x'),
    get signal(): AbortSignal {
      throw new Error('made');
    },
  };
  assert.equal(await textOf(component.call(call)), 'x');
});

test('a full queue refuses calls', LIMIT, async (t) => {
  const { component } = await openFake(t, { maxQueueLength: 2 });
  const calls = ['sleep:0.2', 'a', 'b'].map((text) => textOf(component.call(order(text))));
  await assert.rejects(component.call(order('c')), {
    code: 'RESOURCE_EXHAUSTED',
    reason: 'QUEUE_FULL',
  });
  assert.deepEqual(await Promise.all(calls), ['sleep:0.2', 'a', 'b']);
});

test('slow calls do not wait behind one another while another worker is free', LIMIT, async (t) => {
  const { component } = await openFake(t, { workers: 2 });
  const slow = component.call(order('sleep:1'));
  let isSlowDone = false;
  void slow.then(() => {
    isSlowDone = true;
  });
  const fast = Array.from({ length: 20 }, (_, i) => textOf(component.call(order(`${i}`))));
  await Promise.all(fast);
  assert.equal(isSlowDone, false);
  await slow;
});

test('calls do not wait for ever for a worker that does not come back', LIMIT, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'radiant-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const system = createSystemClock();
  const clock = { ...system, monotonicMs: () => system.monotonicMs() * 100 };
  const behaviour = { hangAfterFirstStart: join(folder, 'started') };
  const { component } = await openFake(t, { timeoutMs: 20_000, behaviour, clock });
  process.kill(component.status().workers[0]!.pid!, 'SIGKILL');
  const expected = { code: 'UNAVAILABLE', reason: 'NO_WORKER', message: /again within 30 s/ };
  await assert.rejects(component.call(order('x')), expected);
});

test('large calls and answers pass through whole', LIMIT, async (t) => {
  const { component } = await openFake(t);
  assert.equal((await textOf(component.call(order('bytes:5000000')))).length, 5_000_000);
  const text = `echo ${'ü'.repeat(2_000_000)}`;
  assert.equal(await textOf(component.call(order(text))), text);
});
