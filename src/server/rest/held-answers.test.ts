import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { HeldAnswers, isQuick } from './held-answers.ts';

function connect(held: HeldAnswers): Socket {
  const socket = new EventEmitter() as Socket;
  held.watch(socket);
  return socket;
}

function openTwo() {
  const held = new HeldAnswers();
  const sockets = [connect(held), connect(held)];
  const sent: string[] = [];
  const answer = (name: string) => ({ send: () => void sent.push(name) });
  return { held, sockets, sent, answer };
}

const turnsEnd = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('answers of one turn leave at its end, in their order', async () => {
  const { held, sent, answer } = openTwo();
  held.hold(answer('a'), 10);
  held.hold(answer('b'), 10.1);
  assert.deepEqual(sent, []);
  await turnsEnd();
  assert.deepEqual(sent, ['a', 'b']);
  held.hold(answer('c'), 11);
  await turnsEnd();
  assert.deepEqual(sent, ['a', 'b', 'c']);
});

test('all leave at once when the first has waited long', () => {
  const { held, sent, answer } = openTwo();
  held.hold(answer('a'), 10);
  held.hold(answer('b'), 11);
  assert.deepEqual(sent, ['a', 'b']);
});

test('the answer of an only connection does not wait', () => {
  const { held, sockets, sent, answer } = openTwo();
  sockets[0]!.emit('close');
  held.hold(answer('a'), 10);
  assert.deepEqual(sent, ['a']);
});

test('an answer that is held while others are sent leaves in the next turn', async () => {
  const { held, sent, answer } = openTwo();
  held.hold({ send: () => held.hold(answer('b'), 10) }, 10);
  await turnsEnd();
  assert.deepEqual(sent, []);
  await turnsEnd();
  assert.deepEqual(sent, ['b']);
});

test('only what was computed quickly is waited for', () => {
  assert.deepEqual([0.1, 0.5, 0.6, 20].map(isQuick), [true, true, false, false]);
});
