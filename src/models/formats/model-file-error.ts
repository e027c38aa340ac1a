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

/**
 * Refuses what only Python runs, in one phrase that names what needs it and the way out. `why` is a clause that names
 * class and attribute: `SVC.kernel is a function`. UNSUPPORTED_MODEL: of a known library, so that Python may be tried.
 */
export function needsPython(reason: 'NEEDS_PYTHON' | 'UNSUPPORTED_MODEL', why: string): RadiantError {
  return createModelFileError(
    reason,
    `needs the Python runtime because ${why}; if you trust the file, serve it with --runtime python`,
  );
}
