import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call, Outcome } from '../../payload/index.ts';
import { createTestComponent } from '../fixtures/create-test-component.ts';
import { limitComponent } from './limit-component.ts';

const callOf = (name: string, priority?: number): Call => ({
  verb: 'predict',
  inputs: [{ payload: { kind: 'string', value: name }, names: [] }],
  meta: undefined,
  keepLists: true,
  ...(priority === undefined ? {} : { parameters: { priority } }),
});

test('calls wait for a place, the urgent ones first, and more than may wait are refused', async () => {
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const component = createTestComponent({
    predict: ({ inputs }) => {
      order.push(((inputs[0] as Call['inputs'][0]).payload as { value: string }).value);
      return new Promise<Outcome>((resolve) =>
        ends.push(() => resolve({ payload: { kind: 'string', value: 'done' } })),
      );
    },
  });
  const limited = limitComponent(component, { maxConcurrent: 1, maxWaiting: 3 });
  const all = [
    limited.call(callOf('first')),
    limited.call(callOf('late', 3)),
    limited.call(callOf('urgent', 1)),
    limited.call(callOf('also urgent', 1)),
  ];
  assert.throws(() => limited.call(callOf('too many')), { code: 'RESOURCE_EXHAUSTED', reason: 'QUEUE_FULL' });
  for (let i = 0; i < all.length; i++) {
    ends[i]?.();
    await new Promise(setImmediate);
  }
  await Promise.all(all.map((one) => Promise.resolve(one)));
  assert.deepEqual(order, ['first', 'urgent', 'also urgent', 'late']);
});
