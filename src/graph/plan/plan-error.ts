import { RadiantError } from '../../base/index.ts';

/** A graph that cannot be run. */
export function planError(message: string, cause?: unknown): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_GRAPH', cause });
}
