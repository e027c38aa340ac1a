import type { Log } from '../../../base/index.ts';
import type { Limits } from '../../door.ts';
import type { ByteBudget } from '../wire/byte-budget.ts';

/** Something that a sweep looks at now and then, because it may wait for its caller for ever. */
export interface OpenCall {
  /** Ends the call if its caller took too long. `nowMs` is on the clock of `performance.now()`. */
  sweep(nowMs: number): void;
  /** The door closes: calls that never end by themselves end now. */
  drain(): void;
}

/** What all calls of a door share. */
export interface CallHost {
  readonly limits: Limits;
  readonly log: Log;
  /** Bytes of half-received messages and of answers not yet taken. */
  readonly budget: ByteBudget;
  readonly openCalls: Set<OpenCall>;
  /** Writes one line per call; undefined when there is no access log. */
  readonly accessLog: ((line: AccessLine) => void) | undefined;
}

export interface AccessLine {
  readonly path: string;
  /** Name of the gRPC status. */
  readonly status: string;
  readonly userAgent: string | undefined;
  readonly sentBytes: number;
  readonly durationMs: number;
}
