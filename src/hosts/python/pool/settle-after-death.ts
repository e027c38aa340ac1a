import type { WorkerEnd } from '../process/worker-end.ts';
import { createCrashError } from './call-errors.ts';
import type { Job } from './job.ts';
import type { PendingCall } from './pending-call.ts';

/** A worker may die before it could note what it begins. The third one in a row on the same call is no accident. */
const MAX_STRIKES = 3;

/**
 * Decides what becomes of the frames that a dead worker had not answered, and gives the calls to send again, in order.
 * - The call being computed is answered WORKER_CRASHED and never repeated.
 * - A micro-batch being computed: nobody knows which of its calls was the poison, so each is computed once more, alone.
 * - What had not been begun is sent again as it was.
 */
export function settleAfterDeath(end: WorkerEnd, jobs: readonly Job[]): PendingCall[] {
  const again: PendingCall[] = [];
  const head = jobs[0];
  if (head !== undefined && end.progressId !== head.id) {
    for (const call of head.calls) call.strikes += 1;
  }
  for (const job of jobs) {
    const wasBegun = job.id === end.progressId;
    for (const call of job.calls) {
      if (call.isSettled) continue;
      if ((wasBegun && job.rows === undefined) || call.strikes >= MAX_STRIKES) {
        call.reject(createCrashError(end));
        continue;
      }
      if (wasBegun) call.isAlone = true;
      again.push(call);
    }
  }
  return again;
}
