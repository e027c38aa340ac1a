import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Call, Outcome } from '../../payload/index.ts';
import { type Fake, numbersOf, openFake, order, table, textOf } from './fixtures/open-fake.ts';

const LIMIT = { timeout: 60_000 };
const BATCHED = { maxBatchSize: 16, behaviour: { tellRows: true } };

/** Makes the one worker busy, so that what is called next waits and forms batches. */
async function whileBusy(fake: Fake, calls: readonly Call[]): Promise<PromiseSettledResult<Outcome>[]> {
  const busy = fake.component.call(order('sleep:0.05'));
  const settled = Promise.allSettled(calls.map((call) => fake.component.call(call)));
  await busy;
  return settled;
}

function batchesOf(results: readonly PromiseSettledResult<Outcome>[]): unknown[] {
  return results.map((result) => (result.status === 'fulfilled' ? (result.value.names ?? 'alone') : 'failed'));
}

async function valuesOf(results: readonly PromiseSettledResult<Outcome>[]): Promise<unknown[]> {
  const values: unknown[] = [];
  for (const result of results) {
    values.push(result.status === 'fulfilled' ? await numbersOf(result.value) : String(result.reason.message));
  }
  return values;
}

test('waiting calls are computed together and each gets its own rows', LIMIT, async (t) => {
  const fake = await openFake(t, BATCHED);
  const results = await whileBusy(fake, [table(1), table(2, 3), table(4)]);
  assert.deepEqual(await valuesOf(results), [[2], [3, 4], [5]]);
  assert.deepEqual(batchesOf(results), [['rows:3'], ['rows:3'], ['rows:3']]);
});

test('a batch has at most so many rows', LIMIT, async (t) => {
  const fake = await openFake(t, { ...BATCHED, maxBatchSize: 4 });
  const results = await whileBusy(fake, [table(1, 1, 1), table(2, 2), table(3), table(1, 2, 3, 4, 5)]);
  assert.deepEqual(batchesOf(results), [['rows:2'], 'alone', ['rows:2'], 'alone']);
});

test('calls that look different are not mixed', LIMIT, async (t) => {
  const fake = await openFake(t, BATCHED);
  const one = table(1);
  const tensor = { dtype: 'float64', shape: [1, 2], data: Float64Array.of(1, 2) } as const;
  const others: Call[] = [
    { ...one, inputs: [{ ...one.inputs[0]!, names: ['a'] }] },
    { ...one, meta: { puid: 'x' } },
    { ...one, keepLists: false },
    { ...one, inputs: [{ payload: { kind: 'tensor', tensor }, names: [] }] },
    order('text'),
  ];
  const results = await whileBusy(fake, [one, ...others, table(5)]);
  assert.deepEqual(batchesOf(results), [['rows:2'], 'alone', 'alone', 'alone', 'alone', 'alone', ['rows:2']]);
});

test('one bad row fails only its own caller', LIMIT, async (t) => {
  const fake = await openFake(t, BATCHED);
  const results = await whileBusy(fake, [table(1), table(13), table(2)]);
  assert.deepEqual(await valuesOf(results), [[2], 'thirteen', [3]]);
  assert.equal(fake.log.lines.filter((line) => line.level === 'ERROR').length, 1);
});

test('a row that kills the worker is answered 503 and its neighbours are computed', LIMIT, async (t) => {
  const fake = await openFake(t, BATCHED);
  const results = await whileBusy(fake, [table(1), table(666), table(2)]);
  const [first, poison, last] = await valuesOf(results);
  assert.deepEqual([first, last], [[2], [3]]);
  assert.match(String(poison), /exited with code 66 while it computed this request/);
});

test('a row that hangs is answered 504 and its neighbours are computed', LIMIT, async (t) => {
  const fake = await openFake(t, { ...BATCHED, timeoutMs: 200 });
  const results = await whileBusy(fake, [table(1), table(14), table(2)]);
  const [first, hanging, last] = await valuesOf(results);
  assert.deepEqual([first, last], [[2], [3]]);
  assert.match(String(hanging), /--timeout/);
});

test('a class that does not answer row by row is not batched any more', LIMIT, async (t) => {
  const fake = await openFake(t, { maxBatchSize: 16, behaviour: { style: 'one' } });
  assert.deepEqual(await valuesOf(await whileBusy(fake, [table(1), table(2)])), [[2], [3]]);
  assert.equal(fake.component.maxBatchSize, 1);
  assert.ok(fake.log.lines.some((line) => /switched off/.test(line.message)));
});

test('answers with tags are never shared', LIMIT, async (t) => {
  const fake = await openFake(t, { maxBatchSize: 16, behaviour: { style: 'tags' } });
  const results = await whileBusy(fake, [table(1), table(2)]);
  assert.deepEqual(await valuesOf(results), [[2], [3]]);
  const [first] = results;
  assert.ok(first?.status === 'fulfilled');
  assert.deepEqual(first.value.tags, { ratio: Number.NaN, big: 2n ** 60n });
});

const OPT_INS = [
  { name: 'nobody opted in', maxBatchSize: undefined, behaviour: {}, expect: 1 },
  { name: 'the class opted in', maxBatchSize: undefined, behaviour: { rowWise: true }, expect: 32 },
  { name: 'the class gave a size', maxBatchSize: undefined, behaviour: { rowWise: true, maxBatchSize: 8 }, expect: 8 },
  { name: 'the user overrides the class', maxBatchSize: 4, behaviour: { rowWise: true, maxBatchSize: 8 }, expect: 4 },
  { name: 'the user switches it off', maxBatchSize: 1, behaviour: { rowWise: true }, expect: 1 },
  { name: 'the class has hooks for one request', maxBatchSize: 4, behaviour: { batchable: false }, expect: 1 },
];

for (const { name, maxBatchSize, behaviour, expect } of OPT_INS) {
  test(`a batch may have ${expect} rows when ${name}`, LIMIT, async (t) => {
    const { component, log } = await openFake(t, { maxBatchSize, behaviour });
    assert.equal(component.maxBatchSize, expect);
    assert.equal(log.lines.length, 'batchable' in behaviour ? 1 : 0);
  });
}

for (const style of ['tensor', 'list']) {
  test(`batched answers equal single ones (${style})`, LIMIT, async (t) => {
    const single = await openFake(t, { behaviour: { style } });
    const batched = await openFake(t, { maxBatchSize: 7, behaviour: { style }, workers: 2 });
    const number = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 20, max: 600 }) },
      { weight: 1, arbitrary: fc.constant(13) },
    );
    const requests = fc.array(fc.array(number, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(requests, async (tables) => {
        const calls = tables.map((numbers) => table(...numbers));
        const [one, many] = await Promise.all(
          [single, batched].map(({ component }) => Promise.allSettled(calls.map((call) => component.call(call)))),
        );
        assert.deepEqual(await valuesOf(many!), await valuesOf(one!));
      }),
      { numRuns: 40 },
    );
    assert.equal(batched.component.maxBatchSize, 7);
  });
}

test('a caller that goes while it waits leaves the batch', LIMIT, async (t) => {
  const fake = await openFake(t, BATCHED);
  const results = await whileBusy(fake, [table(1), { ...table(2), signal: AbortSignal.abort() }, table(3)]);
  assert.deepEqual(batchesOf(results), [['rows:2'], 'failed', ['rows:2']]);
  assert.equal(await textOf(fake.component.call(order('x'))), 'x');
});
