import type { ErrorCode } from './error-codes.table.ts';

/** Codes of the HTTP statuses that have one of their own. Where several codes share a status, the one that says what a model means by it. */
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
 * The code of an error that is known by its HTTP status alone: of user code, or of a node that was asked over REST. Any other status below 500 is
 * INVALID_ARGUMENT, above UNKNOWN. Source: google.rpc.Code's mapping to HTTP.
 */
export function codeOfHttpStatus(status: number): ErrorCode {
  return BY_HTTP_STATUS[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'UNKNOWN');
}
