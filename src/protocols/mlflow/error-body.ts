import type { ErrorCode, RadiantError } from '../../base/errors.ts';

/** MLflow's words for what went wrong. Source: mlflow's protos/databricks.proto, ErrorCode. */
const ERROR_WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  FAILED_PRECONDITION: 'INVALID_STATE',
  INVALID_ARGUMENT: 'BAD_REQUEST',
  NOT_FOUND: 'RESOURCE_DOES_NOT_EXIST',
  PERMISSION_DENIED: 'PERMISSION_DENIED',
  RESOURCE_EXHAUSTED: 'REQUEST_LIMIT_EXCEEDED',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  UNAVAILABLE: 'TEMPORARILY_UNAVAILABLE',
  UNIMPLEMENTED: 'NOT_IMPLEMENTED',
};

/** The body of every error of MLflow's scoring server. */
export function encodeMlflowError(error: RadiantError): string {
  return JSON.stringify({ error_code: ERROR_WORDS[error.code] ?? 'INTERNAL_ERROR', message: error.message });
}
