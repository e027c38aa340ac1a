import { RadiantError } from '../../base/errors.ts';

/** The caller's fault; the message names the field. */
export function badRequest(message: string, cause?: unknown): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_REQUEST', cause });
}
