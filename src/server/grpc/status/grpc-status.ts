import { codeOfHttpStatus, ERROR_CODES, type ErrorCode, type RadiantError } from '../../../base/index.ts';

/**
 * The gRPC code of an error. An error of user code is UNKNOWN unless it chose an HTTP status that has a code of its own;
 * any other 4xx status is INVALID_ARGUMENT.
 */
export function grpcCode(error: RadiantError): ErrorCode {
  const { code, httpStatus } = error;
  if (code !== 'UNKNOWN' || httpStatus === undefined) return code;
  // What user code calls a success is none when it is thrown.
  return httpStatus < 400 ? 'UNKNOWN' : codeOfHttpStatus(httpStatus);
}

/** The HTTP status that REST would give the same error, for metrics that do not know doors. */
export function httpStatus(error: RadiantError): number {
  return error.httpStatus ?? ERROR_CODES[error.code].http;
}
