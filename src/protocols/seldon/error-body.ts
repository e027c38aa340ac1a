import { ERROR_CODES, type RadiantError } from '../../base/index.ts';
import type { RestAnswer } from './encode.ts';
import { type FinishOptions, finishJson } from './finish-json.ts';

/** Reasons that only we know; Seldon's clients look for its two words. */
const OWN_REASONS: readonly string[] = ['BAD_JSON', 'BAD_SHAPE', 'INTERNAL_ERROR', 'JSON_TOO_DEEP', 'NOT_NUMERIC'];

/** Seldon's error body: `code` is always -1 and `status` 1; the HTTP status is the error's own, or that of its code. */
export function encodeErrorRest(error: RadiantError, options: FinishOptions = { jsonAsAscii: true }): RestAnswer {
  const status = error.httpStatus ?? ERROR_CODES[error.code].http;
  const info = JSON.stringify(error.message);
  const reason = JSON.stringify(reasonOf(error, status));
  const json = `{"status":{"code":-1,"info":${info},"reason":${reason},"status":1}}`;
  return { status, body: finishJson(json, options) };
}

function reasonOf(error: RadiantError, status: number): string {
  if (error.reason !== error.code && !OWN_REASONS.includes(error.reason)) return error.reason;
  return status < 500 ? 'MICROSERVICE_BAD_DATA' : 'MICROSERVICE_INTERNAL_ERROR';
}
