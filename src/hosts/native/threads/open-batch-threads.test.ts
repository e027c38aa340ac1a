import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDense, type SharedModel } from '../../../models/index.ts';
import { openBatchThreads } from './open-batch-threads.ts';

const entry = new URL('../fixtures/fragile-thread.ts', import.meta.url);
const ROW = createDense(1, 1);

/** Threads of a fixture, and the slots that they were given. */
function open(most = 1) {
  const slots: number[] = [];
  const share = (slot: number): SharedModel => {
    slots.push(slot);
    return { kind: 'file', bytes: new Uint8Array() };
  };
  const unusable: string[] = [];
  const onUnusable = (why: string): unknown => unusable.push(why);
  return { slots, unusable, threads: openBatchThreads({ model: { share }, most, onUnusable, entry }) };
}

for (const [method, why] of [
  ['apply', /exit code 7/],
  ['transform', /a bug/],
] as const) {
  test(`a thread that ends (${why.source}) fails its batch alone, and another takes its place`, async () => {
    const { threads, slots } = open();
    const lost = threads.run(method, ROW);
    const next = threads.run('predict', createDense(3, 1));
    await assert.rejects(lost, { code: 'INTERNAL', reason: 'BATCH_THREAD_ENDED', message: why });
    assert.deepEqual((await next)?.result, { dtype: 'float64', shape: [1], data: Float64Array.of(3) });
    assert.deepEqual(slots, [1, 1], 'the new thread takes the place of the old one');
    await threads.close();
  });
}

test('as many threads as needed are started, and no more', async () => {
  const { threads, slots } = open(2);
  await Promise.all([1, 2, 3, 4].map((rows) => threads.run('predict', createDense(rows, 1))));
  assert.deepEqual(slots, [1, 2]);
  await threads.close();
});

test('a thread without work is ended after a while, and another is started for the next batch', async () => {
  const ends: (() => void)[] = [];
  const taken: number[] = [];
  const slots: number[] = [];
  const threads = openBatchThreads({
    model: { share: (slot) => ({ kind: 'file', bytes: new Uint8Array(slots.push(slot)) }) },
    most: 1,
    onUnusable: assert.fail,
    entry,
    whenIdle: (end) => {
      const id = ends.push(end);
      return () => taken.push(id);
    },
  });
  await threads.run('predict', ROW);
  await threads.run('predict', ROW);
  assert.deepEqual([ends.length, taken, slots], [2, [1], [1]], 'work takes the end back');
  ends[1]!();
  assert.deepEqual((await threads.run('predict', createDense(4, 1)))?.ms, 1);
  assert.deepEqual(slots, [1, 1]);
  await threads.close();
});

test('a model that threads cannot have is said', async () => {
  const { threads, unusable } = open();
  assert.equal(await threads.run('kneighbors', ROW), undefined);
  assert.deepEqual(unusable, ['too large']);
  await threads.close();
});

test('a model that cannot be handed over is said, and its batches come back', async () => {
  const unusable: string[] = [];
  const share = (): SharedModel => ({ kind: 'file', bytes: (() => 1) as unknown as Uint8Array });
  const onUnusable = (why: string): unknown => unusable.push(why);
  const threads = openBatchThreads({ model: { share }, most: 1, onUnusable, entry });
  assert.equal(await threads.run('predict', ROW), undefined);
  assert.match(unusable.join(), /could not be cloned/);
  await threads.close();
});

test('closing waits for what was asked, and refuses what comes later', async () => {
  const { threads } = open();
  const asked = [1, 2, 3].map((rows) => threads.run('predict', createDense(rows, 1)));
  const ended = threads.close();
  await assert.rejects(threads.run('predict', ROW), { code: 'UNAVAILABLE', reason: 'MODEL_CLOSED' });
  assert.equal((await Promise.all(asked)).length, 3);
  await ended;
});

test('closing at once fails what was asked', async () => {
  const { threads } = open();
  const asked = [threads.run('predict', ROW), threads.run('predict', ROW)];
  const refused = asked.map((batch) => assert.rejects(batch, { reason: 'MODEL_CLOSED' }));
  await threads.close(AbortSignal.abort());
  await Promise.all(refused);
});

test('a batch whose caller has gone is not computed', async () => {
  const { threads } = open();
  const caller = new AbortController();
  const first = threads.run('predict', ROW);
  const gone = threads.run('apply', ROW, caller.signal);
  caller.abort();
  await assert.rejects(gone, { code: 'CANCELLED' });
  await first;
  await threads.close();
});
