import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restartDelayMs, wasHealthy } from './restart-delay.ts';

test('each start in a row waits twice as long, up to ten seconds', () => {
  const delays = [1, 2, 3, 4, 7, 8, 9, 1000].map(restartDelayMs);
  assert.deepEqual(delays, [100, 200, 400, 800, 6400, 10_000, 10_000, 10_000]);
});

test('a worker that lived long or answered much was healthy', () => {
  assert.equal(wasHealthy(5000, 0), true);
  assert.equal(wasHealthy(10, 100), true);
  assert.equal(wasHealthy(4999, 99), false);
});
