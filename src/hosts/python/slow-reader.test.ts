import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Outcome } from '../../payload/index.ts';
import { createSystemClock } from './clock.ts';
import { type Fake, openFake, order, textOf } from './fixtures/open-fake.ts';
import type { PartSink } from './pool/part-sink.ts';
import { streamParts } from './stream-parts.ts';

const LIMIT = { timeout: 60_000 };
const MIB = 1024 * 1024;
const part = (value: string): Outcome => ({ payload: { kind: 'string', value } });

/** A clock that tests can put forward. */
function createJumpingClock() {
  const system = createSystemClock();
  let aheadMs = 0;
  return {
    ...system,
    monotonicMs: () => system.monotonicMs() + aheadMs,
    jump: (byMs: number) => {
      aheadMs += byMs;
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

const isPaused = ({ component }: Fake): boolean => component.status().workers[0]?.isPaused === true;
const said = ({ log }: Fake, pattern: RegExp): boolean => log.lines.some(({ message }) => pattern.test(message));

/** A stream of 64 parts of a megabyte each, of which the first was taken. */
async function begin(fake: Fake, signal?: AbortSignal): Promise<AsyncIterator<Outcome>> {
  const call = { ...order(`parts:64:${MIB}`), ...(signal === undefined ? {} : { signal }) };
  const parts = fake.component.stream!(call)![Symbol.asyncIterator]();
  assert.equal((await parts.next()).done, false);
  await until(() => isPaused(fake));
  return parts;
}

test('a worker waits for the reader of its stream, and the wait does not count as computing time', LIMIT, async (t) => {
  const clock = createJumpingClock();
  const fake = await openFake(t, { timeoutMs: 20_000, clock });
  const parts = await begin(fake);
  clock.jump(50_000);
  let count = 1;
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
    assert.equal((next.value.payload as { value: string }).value.trim(), String(count));
    count += 1;
  }
  assert.equal(count, 64);
  assert.equal(fake.component.status().workers[0]?.restarts, 0);
});

test('a worker that waits has computed little more than what fits into the limit', LIMIT, async (t) => {
  const fake = await openFake(t);
  const parts = await begin(fake);
  assert.equal(said(fake, /^sent 64$/), false);
  await parts.return?.(undefined);
});

for (const [how, leave] of [
  ['ends the stream', async (parts: AsyncIterator<Outcome>) => void (await parts.return?.(undefined))],
  ['goes', (_parts: AsyncIterator<Outcome>, caller: AbortController) => Promise.resolve(caller.abort())],
] as const) {
  test(`a reader who ${how} while the worker waits sets it free for others`, LIMIT, async (t) => {
    const fake = await openFake(t);
    const caller = new AbortController();
    const parts = await begin(fake, caller.signal);
    const other = textOf(fake.component.call(order('other')));
    await leave(parts, caller);
    assert.equal(await other, 'other');
    await until(() => said(fake, /^cancelled$/));
  });
}

test('a reader who takes nothing for a minute loses the stream, and others are answered', LIMIT, async (t) => {
  const clock = createJumpingClock();
  const fake = await openFake(t, { clock });
  const parts = await begin(fake);
  const other = textOf(fake.component.call(order('other')));
  clock.jump(61_000);
  assert.equal(await other, 'other');
  const rest = async (): Promise<void> => {
    while ((await parts.next()).done !== true);
  };
  await assert.rejects(rest(), { code: 'CANCELLED', reason: 'STREAM_STALLED' });
});

test('a worker that dies while its stream waits fails the stream after what it had sent', LIMIT, async (t) => {
  const fake = await openFake(t);
  const parts = await begin(fake);
  process.kill(fake.component.status().workers[0]!.pid!, 'SIGKILL');
  const rest = async (): Promise<void> => {
    while ((await parts.next()).done !== true);
  };
  await assert.rejects(rest(), { reason: 'WORKER_CRASHED' });
});

test('parts ask for a pause at the limit and end it when half of them were taken', async () => {
  const sinks: PartSink[] = [];
  const ending = Promise.withResolvers<void>();
  const parts = streamParts((sink) => {
    sinks.push(sink);
    return ending.promise;
  });
  const first = parts.next();
  const [sink] = sinks;
  let rooms = 0;
  sink!.onRoom = () => {
    rooms += 1;
  };
  for (let i = 0; i < 5; i += 1) sink!.push(part(String(i)), MIB);
  assert.equal(sink!.isFull, true);
  await first;
  const states: unknown[] = [];
  for (let i = 1; i < 5; i += 1) {
    await parts.next();
    states.push([sink!.isFull, rooms]);
  }
  assert.deepEqual(states, [
    [true, 0],
    [true, 0],
    [false, 1],
    [false, 1],
  ]);
  ending.resolve();
  assert.equal((await parts.next()).done, true);
});
