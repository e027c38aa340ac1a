import { RadiantError } from '../../base/index.ts';

/** The caller's mistake: 400, with a message that names the field. */
export function badRequest(message: string, cause?: unknown): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA', cause });
}

/** A fault of what the component answered. */
export function badAnswer(message: string): RadiantError {
  return new RadiantError('INTERNAL', message, { reason: 'MICROSERVICE_BAD_ANSWER' });
}
