import { RadiantError } from '../../base/errors.ts';

/** `NEEDS_PYTHON`: sound, but only Python can run it. `MALFORMED_MODEL`, `DANGEROUS_MODEL`: never handed to Python. */
export type ModelFileReason = 'MALFORMED_MODEL' | 'DANGEROUS_MODEL' | 'NEEDS_PYTHON' | 'UNSUPPORTED_MODEL';

/** An error about a model file: INVALID_ARGUMENT with one of the four reasons, on which the caller decides what may be tried. */
export function createModelFileError(reason: ModelFileReason, message: string, cause?: unknown): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, cause === undefined ? { reason } : { reason, cause });
}

export function malformed(message: string): RadiantError {
  return createModelFileError('MALFORMED_MODEL', message);
}
