import { inspect } from 'node:util';
import { RadiantError } from '../../base/index.ts';
import type { StartFailure } from '../python/index.ts';

/** An error that ends the start: with exit code 3 when load() threw, else 1. `thrown` is what user code threw, if it did. */
export function startError(phase: StartFailure['phase'], message: string, thrown?: unknown): RadiantError {
  const cause: StartFailure = {
    kind: 'startFailure',
    exitCode: phase === 'load' ? 3 : 1,
    phase,
    traceback: thrown === undefined ? '' : inspect(thrown),
  };
  return new RadiantError('FAILED_PRECONDITION', message, {
    reason: phase === 'load' ? 'LOAD_FAILED' : 'START_FAILED',
    cause,
  });
}
