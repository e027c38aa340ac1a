import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFake, order } from './fixtures/open-fake.ts';

const LIMIT = { timeout: 60_000 };

test('what user code prints comes into the log with worker and process number', LIMIT, async (t) => {
  const { component, log } = await openFake(t);
  const { pid } = component.status().workers[0]!;
  await component.call(order('out:grüße'));
  const line = await log.waitFor(({ message }) => message === 'grüße');
  assert.deepEqual(line, { level: 'INFO', message: 'grüße', fields: { worker: 0, pid } });
});

test('error output is a warning, and a last line without an end is not lost', LIMIT, async (t) => {
  const { component, log } = await openFake(t);
  await component.call(order('partial:no end'));
  await component.close();
  assert.equal((await log.waitFor(({ message }) => message === 'no end')).level, 'WARNING');
});

for (const [level, expected] of [
  ['DEBUG', 'DEBUG'],
  ['WARNING', 'WARNING'],
  ['CRITICAL', 'ERROR'],
  ['25', 'INFO'],
] as const) {
  test(`a record of Python's logging of level ${level} becomes ${expected}`, LIMIT, async (t) => {
    const { component, log } = await openFake(t);
    await component.call(order(`log:${level}`));
    const line = await log.waitFor(({ message }) => message === 'a record');
    assert.equal(line.level, expected);
    assert.equal(line.fields.logger, 'user');
  });
}

test('a flood of output is cut, and how much is told', LIMIT, async (t) => {
  const { component, log } = await openFake(t);
  await component.call(order('flood:60000'));
  await component.close();
  const lines = log.lines.filter(({ message }) => message.startsWith('line '));
  assert.ok(lines.length < 60_000, `${lines.length} lines`);
  const dropped = log.lines.map(({ message }) => /^(\d+) lines of output were left out/.exec(message)?.[1] ?? '0');
  assert.equal(lines.length + dropped.map(Number).reduce((sum, count) => sum + count), 60_000);
});

test('output without line ends is given out in pieces', LIMIT, async (t) => {
  const { component, log } = await openFake(t);
  await component.call(order('unended:100000'));
  await component.close();
  const pieces = log.lines.filter(({ message }) => /^x+$/.test(message));
  assert.equal(pieces.map(({ message }) => message).join('').length, 100_000);
  assert.ok(pieces.every(({ message }) => message.length <= 16 * 1024));
});

test('an exception of user code is logged once with its traceback', LIMIT, async (t) => {
  const { component, log } = await openFake(t);
  const tensor = { dtype: 'float64', shape: [1, 1], data: Float64Array.of(13) } as const;
  const call = component.call({
    verb: 'predict',
    inputs: [{ payload: { kind: 'tensor', tensor }, names: [] }],
    meta: undefined,
    keepLists: true,
  });
  await assert.rejects(call, { message: 'thirteen', reason: 'MICROSERVICE_INTERNAL_ERROR' });
  const errors = log.lines.filter(({ level }) => level === 'ERROR');
  assert.equal(errors.length, 1);
  assert.equal(errors[0]!.fields.traceback, 'T');
});
