import type { Duplex } from 'node:stream';
import { RadiantError } from '../../base/index.ts';
import { statusOf } from './exchange.ts';
import type { RestContext } from './rest-context.ts';

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
};

/** Answers bytes that are no HTTP request, or one that came too slowly, and closes the connection. */
export function answerClientError(
  context: RestContext,
  cause: Error & { readonly code?: string },
  socket: Duplex,
): void {
  if (cause.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const error = describe(cause);
  const status = statusOf(error);
  const body = Buffer.from(context.encodeError(error));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_TEXTS[status]}`,
    `Content-Type: ${context.errorType}`,
    'Access-Control-Allow-Origin: *',
    `Content-Length: ${body.byteLength}`,
    'Connection: close',
    '\r\n',
  ].join('\r\n');
  context.nowhere.observer.observe(status, 0);
  context.log.debug(`a connection was closed: ${cause.message}`, { status });
  // What the client still sends is not read any more: destroy once the answer is out, not before.
  socket.end(Buffer.concat([Buffer.from(head), body]), () => socket.destroy());
}

function describe(cause: Error & { readonly code?: string }): RadiantError {
  switch (cause.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new RadiantError('INVALID_ARGUMENT', "the request's head is larger than this server takes", {
        reason: 'HEAD_TOO_LARGE',
        httpStatus: 431,
      });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new RadiantError('INVALID_ARGUMENT', 'the extensions of a chunk are larger than this server takes', {
        reason: 'BODY_TOO_LARGE',
        httpStatus: 413,
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RadiantError('DEADLINE_EXCEEDED', 'the request came too slowly: send it within the time limit', {
        reason: 'REQUEST_TIMEOUT',
        httpStatus: 408,
      });
    default:
      return new RadiantError('INVALID_ARGUMENT', `this is not HTTP: ${cause.message}`, { reason: 'BAD_HTTP', cause });
  }
}
