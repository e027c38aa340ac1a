import { RadiantError } from '../../base/index.ts';
import { NO_MESSAGE } from '../protobuf/index.ts';

/** The caller's fault, in Seldon's words. `message` names the field. */
export function badData(message: string, cause?: unknown): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA', cause });
}

/** Seldon's answer when there is no JSON where it must be. Clients look for this text; the cause says where it broke. */
export function missingJson(cause?: unknown): RadiantError {
  return badData("Can't find JSON in data", cause);
}

/** Turns what the payload room says of JSON and shapes into Seldon's errors; anything else stays as it is. */
export function toBadData(thrown: unknown): unknown {
  if (!(thrown instanceof RadiantError) || thrown.code !== 'INVALID_ARGUMENT') return thrown;
  if (thrown.reason === 'BAD_JSON') return missingJson(thrown);
  if (thrown.reason === NO_MESSAGE) return thrown;
  return thrown.reason === 'MICROSERVICE_BAD_DATA' ? thrown : badData(thrown.message, thrown);
}

/** The fault of the component's answer, which is no JSON or no array. */
export function badAnswer(message: string): RadiantError {
  return new RadiantError('UNKNOWN', message, { reason: 'MICROSERVICE_INTERNAL_ERROR' });
}
