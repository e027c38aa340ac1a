import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { type Log, type RadiantError, toRadiantError } from '../../../base/index.ts';
import { grpcCode, httpStatus } from '../status/grpc-status.ts';
import type { CallHost } from './call-host.ts';
import { linger } from './linger.ts';
import { errorHeaders } from './response-headers.ts';

const ERROR_OPTIONS = { endStream: true, sendDate: false };

/** Ends a call that has answered nothing yet with the error's status. */
export function sendError(
  stream: ServerHttp2Stream,
  error: RadiantError,
  host: CallHost,
  extra?: OutgoingHttpHeaders,
): void {
  if (stream.destroyed || stream.closed || stream.headersSent) return;
  stream.respond({ ...errorHeaders(error), ...extra }, ERROR_OPTIONS);
  linger(stream, host);
}

/** The error that a call ends with. Faults of our own go to the log with their cause; the caller sees an id. */
export function convertError(thrown: unknown, path: string, log: Log): RadiantError {
  const { error, incidentId } = toRadiantError(thrown);
  const code = grpcCode(error);
  if (incidentId !== undefined) {
    const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    log.error(`${path}: ${cause}`, { incident: incidentId });
  } else if (httpStatus(error) >= 500 && !error.isLogged)
    log.error(`${path}: ${error.message}`, { reason: error.reason, code });
  else log.debug(`${path}: ${error.message}`, { reason: error.reason, code });
  return error;
}
