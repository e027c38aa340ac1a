import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDense, type Features } from '../../../models/index.ts';
import { createTensor } from '../../../payload/index.ts';
import { createBatchCost } from './batch-cost.ts';

/** A method whose rows take so many milliseconds of a clock that only it moves. */
function open(msPerRow: { value: number }) {
  let now = 0;
  const asked: number[] = [];
  const run = ({ rows }: Features) => {
    asked.push(rows);
    now += rows * msPerRow.value;
    return createTensor('float64', [0], new Float64Array());
  };
  return { asked, cost: createBatchCost(run, () => now) };
}

test('few rows are never a long batch, and are not measured', () => {
  const { asked, cost } = open({ value: 100 });
  assert.equal(cost.isLong(createDense(31, 1)), false);
  assert.deepEqual(asked, []);
});

test('a few rows of the first batch tell what a row costs', () => {
  const { asked, cost } = open({ value: 0.01 });
  assert.equal(cost.isLong(createDense(501, 1)), true);
  assert.equal(cost.isLong(createDense(499, 1)), false);
  assert.deepEqual(asked, [16, 16]);
});

test('what batches take is remembered, wherever they are computed', () => {
  const price = { value: 0.01 };
  const { cost } = open(price);
  assert.equal(cost.isLong(createDense(1000, 1)), true);
  for (let i = 0; i < 5; i++) cost.note(1000, 1);
  assert.equal(cost.isLong(createDense(1000, 1)), false);
  price.value = 1;
  cost.runMeasured(createDense(100, 1));
  assert.equal(cost.isLong(createDense(100, 1)), true);
});
