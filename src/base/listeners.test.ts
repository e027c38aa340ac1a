import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createListeners } from './listeners.ts';

test('everyone who listens is told, the same function twice when it was added twice', () => {
  const listeners = createListeners();
  let told = 0;
  const listen = (): void => {
    told++;
  };
  listeners.add(listen);
  const leave = listeners.add(listen);
  listeners.tell();
  assert.equal(told, 2);
  leave();
  leave();
  listeners.tell();
  assert.equal(told, 3);
});

test('who leaves while all are told is not told any more', () => {
  const listeners = createListeners();
  const told: string[] = [];
  listeners.add(() => {
    told.push('first');
    leave();
  });
  const leave = listeners.add(() => told.push('second'));
  listeners.tell();
  assert.deepEqual(told, ['first']);
});
