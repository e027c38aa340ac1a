import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFake, order, textOf } from './fixtures/open-fake.ts';

const crashed = { name: 'RadiantError', code: 'UNAVAILABLE', reason: 'WORKER_CRASHED' };
const LIMIT = { timeout: 60_000 };

test('answers that a worker held back are not lost when a later call kills it', LIMIT, async (t) => {
  const { component } = await openFake(t);
  await component.call(order('warm up'));
  const held = ['hold 1', 'hold 2', 'hold 3'].map((text) => textOf(component.call(order(text))));
  const poison = component.call(order('exit:7'));
  const next = textOf(component.call(order('next')));
  await assert.rejects(poison, { ...crashed, message: /exited with code 7 while it computed this request/ });
  assert.deepEqual(await Promise.all(held), ['hold 1', 'hold 2', 'hold 3']);
  assert.equal(await next, 'next');
});

test('answers that were sent and are still held when the worker dies are answered once', LIMIT, async (t) => {
  const { component } = await openFake(t);
  await component.call(order('warm up'));
  const held = ['hold 1', 'hold 2'].map((text) => textOf(component.call(order(text))));
  const poison = component.call(order('sendHeld:exit:7'));
  await assert.rejects(poison, crashed);
  assert.deepEqual(await Promise.all(held), ['hold 1', 'hold 2']);
  assert.equal(component.status().workers[0]!.answered, 3);
});

test('answers that are held back do not wait for a call that hangs, and may come again', LIMIT, async (t) => {
  const { component } = await openFake(t);
  await component.call(order('warm up'));
  const held = ['hold 1', 'hold 2'].map((text) => textOf(component.call(order(text))));
  const slow = textOf(component.call(order('sleep:0.5')));
  assert.deepEqual(await Promise.all(held), ['hold 1', 'hold 2']);
  assert.equal(component.status().workers[0]!.inFlight, 1);
  assert.equal(await slow, 'sleep:0.5');
  assert.equal(await textOf(component.call(order('sendHeld:again'))), 'again');
  assert.equal(component.status().workers[0]!.restarts, 0);
});

test('the time limit is that of the call that hangs, not of those that were computed before it', LIMIT, async (t) => {
  const { component } = await openFake(t, { timeoutMs: 300 });
  await component.call(order('warm up'));
  const held = textOf(component.call(order('hold 1')));
  const hanging = component.call(order('hang'));
  await assert.rejects(hanging, { code: 'DEADLINE_EXCEEDED', reason: 'TIMEOUT' });
  assert.equal(await held, 'hold 1');
});

test('what a dead worker held back and is no frame is told, and its call fails', LIMIT, async (t) => {
  const { component, log } = await openFake(t);
  await component.call(order('warm up'));
  const junk = Buffer.from('hello, world, hello').toString('hex');
  await assert.rejects(component.call(order(`holdJunk:${junk}`)), {
    ...crashed,
    message: /held back what is no frame/,
  });
  assert.equal(await textOf(component.call(order('next'))), 'next');
  assert.ok(log.lines.some((line) => /held back what is no frame/.test(line.message)));
});
