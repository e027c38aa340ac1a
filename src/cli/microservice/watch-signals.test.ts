import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { watchSignals } from './watch-signals.ts';

test('the first signal ends in peace, its echo is ignored, the second one ends at once', async () => {
  const source = new EventEmitter();
  const seconds: string[] = [];
  let now = 1000;
  const watch = watchSignals(
    source,
    (signal) => seconds.push(signal),
    () => now,
  );
  source.emit('SIGTERM');
  assert.equal(await watch.first, 'SIGTERM');
  now += 5;
  source.emit('SIGTERM');
  assert.deepEqual(seconds, []);
  now += 200;
  source.emit('SIGINT');
  assert.deepEqual(seconds, ['SIGINT']);
  watch.stop();
  assert.equal(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM'), 0);
});
