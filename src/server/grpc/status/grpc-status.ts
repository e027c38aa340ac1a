import { ERROR_CODES, type ErrorCode, type RadiantError } from '../../../base/index.ts';

/** Codes of the statuses that user code asks for by their HTTP number. Source: google.rpc.Code's mapping to HTTP. */
const BY_HTTP_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  412: 'FAILED_PRECONDITION',
  413: 'RESOURCE_EXHAUSTED',
  416: 'OUT_OF_RANGE',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  501: 'UNIMPLEMENTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/**
 * The gRPC code of an error. An error of user code is UNKNOWN unless it chose an HTTP status that has a code of its own;
 * any other 4xx status is INVALID_ARGUMENT.
 */
export function grpcCode(error: RadiantError): ErrorCode {
  const { code, httpStatus } = error;
  if (code !== 'UNKNOWN' || httpStatus === undefined) return code;
  const mapped = BY_HTTP_STATUS[httpStatus];
  if (mapped !== undefined) return mapped;
  return httpStatus >= 400 && httpStatus < 500 ? 'INVALID_ARGUMENT' : 'UNKNOWN';
}

/** The HTTP status that REST would give the same error, for metrics that do not know doors. */
export function httpStatus(error: RadiantError): number {
  return error.httpStatus ?? ERROR_CODES[error.code].http;
}
