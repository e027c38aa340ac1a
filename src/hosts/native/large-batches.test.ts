import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createLog } from '../../observe/index.ts';
import { type Call, type Component, createTensor, type Outcome } from '../../payload/index.ts';
import { openNativeComponent } from './open-native-component.ts';

const FOREST = new URL('../../../tests/golden/models/tree/random-forest/sk-1.9.1/model.joblib', import.meta.url);
const ROWS = 65_536;
const COLUMNS = 5;

function callOf(data: Float64Array, outputs?: readonly string[]): Call {
  const tensor = createTensor('float64', [data.length / COLUMNS, COLUMNS], data);
  const inputs = [{ payload: { kind: 'tensor', tensor } as const, names: [] }];
  return { verb: 'predict', inputs, meta: undefined, keepLists: true, ...(outputs && { outputs }) };
}

function numbersOf({ payload }: Outcome): Float64Array {
  assert.ok(payload.kind === 'tensor' && payload.tensor.dtype === 'float64');
  return payload.tensor.data;
}

describe('a batch of 65,536 rows', () => {
  const data = Float64Array.from({ length: ROWS * COLUMNS }, (_, i) => ((i * 7919) % 1009) / 100);
  const row = (r: number): Float64Array => data.slice(r * COLUMNS, (r + 1) * COLUMNS);
  let component: Component;

  before(async () => {
    const source = { kind: 'file', bytes: readFileSync(FOREST) } as const;
    const log = createLog({ level: 'ERROR', format: 'human', stream: { write: () => undefined } });
    component = await openNativeComponent({ source, name: 'forest', log, threads: 1 });
  });
  after(() => component.close());

  test('does not block callers with a single row, and has the same bits as they', async () => {
    const events: string[] = [];
    const batch = component.call(callOf(data));
    assert.ok(batch instanceof Promise, 'another thread computes it');
    const answered = batch.then((outcome) => {
      events.push('batch');
      return numbersOf(outcome);
    });
    const singles: number[] = [];
    for (let r = 0; r < 200; r++) {
      const outcome = component.call(callOf(row(r)));
      assert.ok(!(outcome instanceof Promise), 'a single row is answered at once');
      singles.push(...numbersOf(outcome));
      events.push('row');
      await setImmediate();
    }
    const all = await answered;
    assert.equal(events.indexOf('batch') === -1 || events.indexOf('batch') >= 100, true, events.join(' '));
    assert.deepEqual(Array.from(all.subarray(0, singles.length)), singles);
    const classes = all.length / ROWS;
    for (let r = 0; r < ROWS; r += 997) {
      const single = numbersOf(component.call(callOf(row(r))) as Outcome);
      assert.deepEqual(all.subarray(r * classes, (r + 1) * classes), single);
    }
  });

  test('is computed elsewhere for outputs that callers name, too', async () => {
    const outcome = component.call(callOf(data, ['predict_proba', 'predict']));
    assert.ok(outcome instanceof Promise);
    const { payload } = await outcome;
    assert.ok(payload.kind === 'tensors');
    assert.deepEqual(
      payload.tensors.map(({ name, tensor }) => [name, tensor.shape[0]]),
      [
        ['predict_proba', ROWS],
        ['predict', ROWS],
      ],
    );
  });

  test('that the model refuses is refused in the words of the model', async () => {
    const tooLarge = data.slice();
    tooLarge[(ROWS / 2) * COLUMNS] = 1e300;
    await assert.rejects(async () => await component.call(callOf(tooLarge)), {
      code: 'INVALID_ARGUMENT',
      message: /row 32768, feature 0: the value is too large for float32/,
    });
  });

  test('is answered before the model closes', async () => {
    const outcome = component.call(callOf(data));
    assert.ok(outcome instanceof Promise);
    const closing = component.close();
    assert.equal(numbersOf(await outcome).length % ROWS, 0);
    await closing;
    await assert.rejects(async () => await component.call(callOf(data)), { reason: 'MODEL_CLOSED' });
  });
});
