import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Call, createTensor, type Outcome, type Tensor } from '../../payload/index.ts';
import { createTestComponent } from '../fixtures/create-test-component.ts';
import { batchComponent } from './batch-component.ts';

function callOf(values: readonly number[], more: Partial<Call> = {}): Call {
  const tensor = createTensor('float64', [values.length, 1], Float64Array.from(values));
  return {
    verb: 'predict',
    inputs: [{ payload: { kind: 'tensor', tensor }, names: [] }],
    meta: undefined,
    keepLists: true,
    ...more,
  };
}

const valuesOf = (outcome: Outcome): number[] => [
  ...((outcome.payload as { tensor: Tensor }).tensor.data as Float64Array),
];

/** Doubles, remembers how many rows it got, and refuses negative numbers. */
function doubling(seen: number[]) {
  return createTestComponent({
    predict: ({ inputs }) => {
      const { tensor } = (inputs[0] as Call['inputs'][0]).payload as { tensor: Tensor };
      seen.push(tensor.shape[0] as number);
      const data = Float64Array.from(tensor.data as Float64Array, (value) => 2 * value);
      if (data.some((value) => value < 0)) throw new Error('negative');
      return { payload: { kind: 'tensor', tensor: createTensor('float64', tensor.shape, data) } };
    },
  });
}

describe('adaptive batching', () => {
  test('answers callers together, each with its own rows', async () => {
    const seen: number[] = [];
    const batched = batchComponent(doubling(seen), { maxRows: 6, maxDelayMs: 10_000 });
    const answers = await Promise.all([
      batched.call(callOf([1])),
      batched.call(callOf([2, 3])),
      batched.call(callOf([4, 5, 6])),
    ]);
    assert.deepEqual(answers.map(valuesOf), [[2], [4, 6], [8, 10, 12]]);
    assert.deepEqual(seen, [6]);
  });

  test('a lone request leaves when its time is over', async () => {
    const seen: number[] = [];
    const batched = batchComponent(doubling(seen), { maxRows: 100, maxDelayMs: 1 });
    assert.deepEqual(valuesOf(await batched.call(callOf([7]))), [14]);
  });

  test('one bad request never fails its neighbours', async () => {
    const seen: number[] = [];
    const batched = batchComponent(doubling(seen), { maxRows: 3, maxDelayMs: 10_000 });
    const [good, bad, other] = await Promise.allSettled([
      batched.call(callOf([1])),
      batched.call(callOf([-1])),
      batched.call(callOf([2])),
    ]);
    assert.deepEqual(good?.status === 'fulfilled' && valuesOf(good.value), [2]);
    assert.equal(bad?.status === 'rejected' && String(bad.reason), 'Error: negative');
    assert.deepEqual(other?.status === 'fulfilled' && valuesOf(other.value), [4]);
    assert.deepEqual(seen, [3, 1, 1, 1]);
  });

  test('never mixes requests of other columns, outputs or with meta', async () => {
    const seen: number[] = [];
    const batched = batchComponent(doubling(seen), { maxRows: 2, maxDelayMs: 1 });
    await Promise.all([
      batched.call(callOf([1])),
      batched.call(callOf([2], { outputs: ['predict_proba'] })),
      batched.call(callOf([3], { meta: { puid: 'x' } })),
      batched.call({ ...callOf([4]), inputs: [{ ...(callOf([4]).inputs[0] as Call['inputs'][0]), names: ['a'] }] }),
    ]);
    assert.deepEqual(seen, [1, 1, 1, 1]);
  });
});
