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
  if (head !== undefined && end.progressId === 0) {
    for (const call of head.calls) call.strikes += 1;
  }
  for (const job of jobs) {
    const wasBegun = isBegun(job, end, job === head);
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

/** The worker takes its frames in order, so all up to the noted one were begun. */
function isBegun(job: Job, end: WorkerEnd, isHead: boolean): boolean {
  if (job.id <= end.progressId) return true;
  // A worker that broke the protocol was ended by the host, and its answers since then were not read: what it was given
  // may have been computed.
  return end.fault !== undefined && (isHead || end.progressId === 0);
}
