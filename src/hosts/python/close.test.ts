import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSystemClock } from './clock.ts';
import { openFake, order, textOf } from './fixtures/open-fake.ts';
import { waitUntilGone } from './fixtures/process-is-gone.ts';

const LIMIT = { timeout: 60_000 };

test('closing waits for the calls that are there and refuses new ones', LIMIT, async (t) => {
  const { component } = await openFake(t);
  const { pid } = component.status().workers[0]!;
  const calls = ['sleep:0.2', 'a', 'b', 'c'].map((text) => textOf(component.call(order(text))));
  const closed = component.close();
  assert.equal(component.isReady(), false);
  await assert.rejects(component.call(order('late')), {
    code: 'UNAVAILABLE',
    reason: 'SHUTTING_DOWN',
  });
  assert.deepEqual(await Promise.all(calls), ['sleep:0.2', 'a', 'b', 'c']);
  await closed;
  await waitUntilGone(pid!);
});

test('closing ends at once when the signal fires', LIMIT, async (t) => {
  const { component } = await openFake(t, { workers: 2 });
  const pids = component.status().workers.map((worker) => worker.pid!);
  const calls = [1, 2, 3].map(() => component.call(order('hang')));
  const stop = new AbortController();
  const closed = component.close(stop.signal);
  setImmediate(() => stop.abort());
  for (const call of calls) await assert.rejects(call, { reason: 'SHUTTING_DOWN' });
  await closed;
  await Promise.all(pids.map(waitUntilGone));
});

test('a worker that ignores stop and SIGTERM is killed', LIMIT, async (t) => {
  const system = createSystemClock();
  const clock = { ...system, startTimer: (delayMs: number, done: () => void) => system.startTimer(delayMs / 50, done) };
  const { component } = await openFake(t, { behaviour: { ignoreStop: true }, clock });
  const { pid } = component.status().workers[0]!;
  await component.close();
  await waitUntilGone(pid!);
});

test('processes that user code started end with their worker', LIMIT, async (t) => {
  const { component } = await openFake(t);
  const child = Number(await textOf(component.call(order('child'))));
  await component.close();
  await waitUntilGone(child);
});

test('closing while a worker waits for its next start does not start it', LIMIT, async (t) => {
  const { component, log } = await openFake(t);
  process.kill(component.status().workers[0]!.pid!, 'SIGKILL');
  await log.waitFor((line) => /started again/.test(line.message));
  await component.close();
  assert.equal(component.status().workers[0]!.state, 'ended');
});

test('a call that kills its worker while the component closes does not keep it open', LIMIT, async (t) => {
  const { component } = await openFake(t);
  const poison = component.call(order('exit:1'));
  const other = component.call(order('x'));
  const closed = component.close();
  await assert.rejects(poison, { reason: 'WORKER_CRASHED' });
  assert.equal(await textOf(other), 'x');
  await closed;
});

test('closing twice is the same as closing once', LIMIT, async (t) => {
  const { component } = await openFake(t);
  await Promise.all([component.close(), component.close()]);
});
