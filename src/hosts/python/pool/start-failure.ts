import { RadiantError } from '../../../base/index.ts';
import type { JsonValue } from '../../../payload/index.ts';
import { describeEnd, type WorkerEnd } from '../process/worker-end.ts';

/** Why a class could not be started; the `cause` of the RadiantError that `openPythonComponent` throws then. */
export interface StartFailure {
  readonly kind: 'startFailure';
  /** What Seldon's program ends with: 3 when `load()` raised, else 1. */
  readonly exitCode: 1 | 3;
  /** `class` is no class of that name, `exit` is an end without a word. */
  readonly phase: 'parameters' | 'import' | 'class' | 'construct' | 'load' | 'exit';
  /** Python's traceback, or the last lines of error output; empty when there are none. */
  readonly traceback: string;
}

const PHASES: ReadonlySet<unknown> = new Set(['parameters', 'import', 'class', 'construct', 'load']);

/** The start failure behind an error, if it is one. */
export function startFailureOf(error: unknown): StartFailure | undefined {
  if (!(error instanceof RadiantError)) return undefined;
  const cause = error.cause as Partial<StartFailure> | undefined;
  return cause?.kind === 'startFailure' ? (cause as StartFailure) : undefined;
}

/** The error for a worker that ended before it was ready. */
export function createStartError(className: string, end: WorkerEnd): RadiantError {
  const { failed } = end;
  const message =
    text(failed?.message) ?? `the Python worker ${describeEnd(end)} before the class ${className} was loaded`;
  const cause: StartFailure = {
    kind: 'startFailure',
    exitCode: failed?.exitCode === 3 ? 3 : 1,
    phase: PHASES.has(failed?.phase) ? (failed!.phase as StartFailure['phase']) : 'exit',
    traceback: text(failed?.traceback) ?? end.lastErrorLines,
  };
  return new RadiantError('FAILED_PRECONDITION', message, { reason: 'WORKER_START_FAILED', cause });
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
