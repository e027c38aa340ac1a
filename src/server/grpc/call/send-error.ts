import { constants, type ServerHttp2Stream } from 'node:http2';
import { type Log, type RadiantError, toRadiantError } from '../../../base/index.ts';
import { errorHeaders } from './response-headers.ts';

const ERROR_OPTIONS = { endStream: true, sendDate: false };

/**
 * Ends a call that has answered nothing yet with the error's status, and gives the error. Faults of our own go to the log.
 * `unread`: the caller is still sending, and is told to stop (RST_STREAM with NO_ERROR, RFC 9113 section 8.1).
 */
export function sendError(stream: ServerHttp2Stream, thrown: unknown, unread: boolean, log: Log): RadiantError {
  const { error, incidentId } = toRadiantError(thrown);
  if (incidentId !== undefined) logIncident(log, thrown, incidentId);
  if (stream.destroyed || stream.closed || stream.headersSent) return error;
  stream.respond(errorHeaders(error), ERROR_OPTIONS);
  if (unread && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
  return error;
}

export function logIncident(log: Log, thrown: unknown, incident: string): void {
  const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  log.error('a gRPC call failed for a reason that is not its own', { incident, cause });
}
