import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../../../payload/index.ts';
import type { WorkerEnd } from '../process/worker-end.ts';
import type { Job } from './job.ts';
import { PendingCall } from './pending-call.ts';
import { settleAfterDeath } from './settle-after-death.ts';

const CALL: Call = { verb: 'predict', inputs: [], meta: undefined, keepLists: true };
const END: WorkerEnd = {
  exitCode: 1,
  signal: null,
  failed: undefined,
  fault: undefined,
  progressId: 0,
  lastErrorLines: '',
};

interface Case {
  readonly name: string;
  readonly end: Partial<WorkerEnd>;
  /** Calls per frame; frames have the ids 5, 6, 7. */
  readonly frames: readonly number[];
  readonly strikes?: number;
  /** One letter per call: `f` failed, `r` sent again, `a` sent again and alone. */
  readonly expect: string;
}

const CASES: readonly Case[] = [
  { name: 'an idle worker had begun nothing', end: {}, frames: [1, 1], expect: 'rr' },
  { name: 'the call being computed fails', end: { progressId: 5 }, frames: [1, 1, 1], expect: 'frr' },
  { name: 'all up to the one being computed were begun', end: { progressId: 6 }, frames: [1, 1, 1], expect: 'ffr' },
  { name: 'calls of a batch being computed go alone', end: { progressId: 5 }, frames: [3], expect: 'aaa' },
  { name: 'a batch that had not begun goes as it was', end: {}, frames: [2], expect: 'rr' },
  { name: 'the third death before it was begun is one too many', end: {}, frames: [1, 1], strikes: 2, expect: 'fr' },
  { name: 'a worker that broke the protocol may have begun all', end: { fault: 'x' }, frames: [1, 1], expect: 'ff' },
  { name: 'but not what lies behind what it noted', end: { fault: 'x', progressId: 5 }, frames: [1, 1], expect: 'fr' },
];

for (const { name, end, frames, strikes = 0, expect } of CASES) {
  test(`after a worker's death: ${name}`, () => {
    const failed: PendingCall[] = [];
    const makeCall = (): PendingCall => {
      const call: PendingCall = new PendingCall(
        CALL,
        0,
        () => assert.fail('answered'),
        () => failed.push(call),
      );
      return call;
    };
    const jobs: Job[] = frames.map((count, i) => {
      const calls = Array.from({ length: count }, makeCall);
      return { id: 5 + i, calls, rows: count === 1 ? undefined : calls.map(() => 1) };
    });
    jobs[0]!.calls[0]!.strikes = strikes;
    const again = settleAfterDeath({ ...END, ...end }, jobs);
    const letter = (call: PendingCall): string => (failed.includes(call) ? 'f' : call.isAlone ? 'a' : 'r');
    const calls = jobs.flatMap((job) => job.calls);
    assert.equal(calls.map(letter).join(''), expect);
    assert.deepEqual(
      again,
      calls.filter((call) => !failed.includes(call)),
    );
  });
}
