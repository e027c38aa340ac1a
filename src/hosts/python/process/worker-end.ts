import type { JsonObject } from '../../../payload/index.ts';

/** How a worker process ended. */
export interface WorkerEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The `failed` frame, if the class could not be started. */
  readonly failed: JsonObject | undefined;
  /** Why the host ended it: it broke the protocol, or its interpreter could not be started. */
  readonly fault: string | undefined;
  /** Id of the call that was being computed, 0 for none. */
  readonly progressId: number;
  /** Its last lines of error output. */
  readonly lastErrorLines: string;
}

const SIGNAL_NOTES: Readonly<Record<string, string>> = {
  SIGABRT: 'native code gave up',
  SIGBUS: 'native code touched memory that it must not',
  SIGFPE: 'native code divided by zero',
  SIGILL: 'native code needs another processor',
  SIGKILL: 'somebody ended it, or the machine or container ran out of memory',
  SIGSEGV: 'native code touched memory that it must not',
};

/** The end in words that follow "the Python worker", for example `exited with code 3`. */
export function describeEnd(end: WorkerEnd): string {
  if (end.fault !== undefined) return end.fault;
  if (end.signal === null) return `exited with code ${end.exitCode}`;
  const note = SIGNAL_NOTES[end.signal];
  return `was ended by ${end.signal}${note === undefined ? '' : ` (${note})`}`;
}
