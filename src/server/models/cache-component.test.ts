import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Call, createTensor } from '../../payload/index.ts';
import { createTestComponent } from '../fixtures/create-test-component.ts';
import { cacheComponent } from './cache-component.ts';

const callOf = (value: number, more: Partial<Call> = {}): Call => ({
  verb: 'predict',
  inputs: [{ payload: { kind: 'tensor', tensor: createTensor('float64', [1, 1], Float64Array.of(value)) }, names: [] }],
  meta: undefined,
  keepLists: true,
  ...more,
});

test('the same question is answered from memory, another one is not, and the oldest answers go first', async () => {
  let calls = 0;
  const component = createTestComponent({
    predict: ({ inputs }) => {
      calls++;
      const payload = inputs[0]?.payload;
      return { payload: payload ?? { kind: 'string', value: '' }, ...(calls === 4 ? { tags: { one: 1 } } : {}) };
    },
  });
  const cached = cacheComponent(component, { maxBytes: 2 * 208 });
  const ask = async (call: Call): Promise<number> => {
    await cached.call(call);
    return calls;
  };
  assert.equal(await ask(callOf(1)), 1);
  assert.equal(await ask(callOf(1)), 1);
  assert.equal(await ask(callOf(2)), 2);
  assert.equal(await ask(callOf(1, { outputs: ['x'] })), 3);
  // 1 was used longest ago; the answer with a tag is not kept.
  assert.equal(await ask(callOf(1, { meta: { puid: 'x' } })), 4);
  assert.equal(await ask(callOf(2)), 4);
  assert.equal(await ask(callOf(1)), 5);
});
