import type { HostClock } from '../clock.ts';
import { createDeadlineError } from './call-errors.ts';
import type { PendingCall } from './pending-call.ts';

/** Rejects a call whose deadline has passed; true when nobody waits for the call any more. */
export function rejectIfLate(call: PendingCall, clock: HostClock): boolean {
  const { deadlineMs } = call.call;
  if (deadlineMs !== undefined && deadlineMs <= clock.epochMs()) call.reject(createDeadlineError());
  return call.isSettled;
}
