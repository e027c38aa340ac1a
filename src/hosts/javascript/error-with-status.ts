import { ERROR_CODES, type ErrorCode, RadiantError } from '../../base/index.ts';

/** Where several gRPC codes share an HTTP status, the one that says what a model means by it. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID_ARGUMENT',
  409: 'ABORTED',
  413: 'RESOURCE_EXHAUSTED',
  422: 'INVALID_ARGUMENT',
  500: 'UNKNOWN',
};

/**
 * The error to throw when the caller shall see a status and reason of your choice:
 * `throw errorWithStatus(422, 'age must not be negative', 'BAD_AGE')`. The gRPC code is the one that fits the status.
 * Throws RangeError when the status is none of an error (400 to 599).
 */
export function errorWithStatus(httpStatus: number, message: string, reason = 'MICROSERVICE_BAD_DATA'): RadiantError {
  if (!Number.isInteger(httpStatus) || httpStatus < 400 || httpStatus > 599) {
    throw new RangeError(`an error's HTTP status is between 400 and 599, not ${httpStatus}`);
  }
  return new RadiantError(codeOf(httpStatus), message, { reason, httpStatus });
}

function codeOf(httpStatus: number): ErrorCode {
  const chosen = CODE_BY_STATUS[httpStatus];
  if (chosen !== undefined) return chosen;
  const fitting = Object.entries(ERROR_CODES).find(([, { http }]) => http === httpStatus);
  if (fitting !== undefined) return fitting[0] as ErrorCode;
  return httpStatus < 500 ? 'INVALID_ARGUMENT' : 'UNKNOWN';
}
