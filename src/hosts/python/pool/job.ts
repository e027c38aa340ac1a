import type { PendingCall } from './pending-call.ts';

/** One frame in a worker: a single call, or a micro-batch with the rows of each of its calls. */
export interface Job {
  readonly id: number;
  readonly calls: readonly PendingCall[];
  readonly rows: readonly number[] | undefined;
}
