import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics, type Metrics } from '../../observe/index.ts';
import type { Call, Component, Outcome } from '../../payload/index.ts';
import { createTestComponent } from '../fixtures/create-test-component.ts';
import { measureComponent } from './measure-component.ts';

const CALL: Call = { verb: 'predict', inputs: [], meta: undefined, keepLists: true };
const ANSWER: Outcome = { payload: { kind: 'string', value: 'a' } };

function countOf(metrics: Metrics, family: string): number {
  return Number(new RegExp(`^${family}\\{.*model="m".*version="2".*\\} (.*)$`, 'm').exec(metrics.render())?.[1]);
}

test('predictions of a model are counted by their end, whether they answer at once, later or in a stream', async () => {
  const metrics = createMetrics({}, { process: false });
  let turn = 0;
  const component = createTestComponent({
    predict() {
      turn++;
      if (turn === 1) return ANSWER;
      if (turn === 2) return Promise.resolve(ANSWER);
      if (turn === 3) throw new Error('at once');
      return Promise.reject(new Error('later'));
    },
  });
  async function* stream(): AsyncGenerator<Outcome> {
    yield await Promise.resolve(ANSWER);
    yield ANSWER;
    throw new Error('broke');
  }
  const measured = measureComponent({ ...component, stream } as Component, metrics, { name: 'm', version: '2' });
  assert.equal(measured.call(CALL), ANSWER);
  await measured.call(CALL);
  assert.throws(() => measured.call(CALL), /at once/);
  await assert.rejects(async () => measured.call(CALL), /later/);
  // One caller leaves after the first part, another sees the stream break.
  for await (const outcome of measured.stream!(CALL)!) {
    assert.equal(outcome, ANSWER);
    break;
  }
  await assert.rejects(async () => {
    for await (const outcome of measured.stream!(CALL)!) assert.equal(outcome, ANSWER);
  }, /broke/);
  assert.equal(countOf(metrics, 'model_infer_request_success_total'), 3);
  assert.equal(countOf(metrics, 'model_infer_request_failure_total'), 3);
  assert.equal(countOf(metrics, 'model_infer_request_duration_count'), 6);
  assert.ok(countOf(metrics, 'model_infer_request_duration_sum') > 0);
});
