import type { Log, RadiantError } from '../../../base/index.ts';
import type { AccessEntry } from '../../../observe/index.ts';
import type { Limits } from '../../door.ts';
import type { ByteBudget } from '../wire/byte-budget.ts';
import type { OpenCalls } from './open-calls.ts';

/** What all calls of a door share. */
export interface CallHost {
  readonly limits: Limits;
  readonly log: Log;
  /** Bytes of half-received messages and of answers not yet taken. */
  readonly budget: ByteBudget;
  readonly openCalls: OpenCalls;
  /** Writes one line per call; undefined when there is no access log. */
  readonly accessLog: ((entry: AccessEntry) => void) | undefined;
  /** Told of calls to methods that are not there. */
  readonly refused: ((error: RadiantError, durationMs: number) => void) | undefined;
}
