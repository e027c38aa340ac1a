import { codeOfHttpStatus, RadiantError } from '../../base/index.ts';

/**
 * The error to throw when the caller shall see a status and reason of your choice:
 * `throw errorWithStatus(422, 'age must not be negative', 'BAD_AGE')`. The gRPC code is the one that fits the status.
 * Throws RangeError when the status is none of an error (400 to 599).
 */
export function errorWithStatus(httpStatus: number, message: string, reason = 'MICROSERVICE_BAD_DATA'): RadiantError {
  if (!Number.isInteger(httpStatus) || httpStatus < 400 || httpStatus > 599) {
    throw new RangeError(`an error's HTTP status is between 400 and 599, not ${httpStatus}`);
  }
  return new RadiantError(codeOfHttpStatus(httpStatus), message, { reason, httpStatus });
}
