import type { Outcome } from '../../../payload/index.ts';

/** Takes the parts of an answer for their reader, and tells how far behind the reader is. */
export interface PartSink {
  push(outcome: Outcome, sizeBytes: number): void;
  /** True while so much waits for the reader that the worker had better wait too. */
  readonly isFull: boolean;
  /** Parts that the reader has taken. */
  readonly taken: number;
  /** True once the reader has gone. */
  readonly isClosed: boolean;
  /** Called when it is no longer full, or closed. */
  onRoom: () => void;
}
