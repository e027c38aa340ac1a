import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { unknownMethod } from './call-errors.ts';
import type { CallHost } from './call-host.ts';
import type { MethodTable } from './method.ts';
import { reportCall } from './report-call.ts';
import { sendError } from './send-error.ts';
import { startStreamingCall } from './streaming-call.ts';
import { startUnaryCall } from './unary-call.ts';

const GRPC_TYPE = /^application\/grpc(\+proto)?\s*(;|$)/i;

/** Takes a new stream: finds its method and starts the call, or refuses it. */
export function acceptCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  methods: MethodTable,
  host: CallHost,
): void {
  // A broken stream is told by its 'aborted' and 'close' events, which the call listens to.
  stream.on('error', ignore);
  const contentType = headers['content-type'];
  if (headers[':method'] !== 'POST') {
    refuse(stream, headers, 405, 'gRPC calls are POST requests');
    return;
  }
  if (contentType !== 'application/grpc' && !GRPC_TYPE.test(contentType ?? '')) {
    refuse(
      stream,
      headers,
      415,
      'this port speaks gRPC: the content type is application/grpc or application/grpc+proto',
    );
    return;
  }
  const path = headers[':path'] ?? '';
  const method = methods.get(path);
  if (method === undefined) {
    const error = unknownMethod(path);
    sendError(stream, error, host);
    host.refused?.(error, 0);
    if (host.accessLog !== undefined) {
      const client = stream.session?.socket.remoteAddress;
      reportCall(host.accessLog, { path, headers, client, error, sentBytes: 0, durationMs: 0 });
    }
  } else if (method.kind === 'unary') startUnaryCall(stream, method, headers, host);
  else startStreamingCall(stream, method, headers, host);
}

/** An answer to a caller that does not speak gRPC: HTTP status and a sentence. */
function refuse(stream: ServerHttp2Stream, request: IncomingHttpHeaders, status: number, sentence: string): void {
  const headers: OutgoingHttpHeaders = { ':status': status, 'content-type': 'text/plain; charset=utf-8' };
  if (status === 405) headers.allow = 'POST';
  stream.resume();
  stream.respond(headers, { endStream: request[':method'] === 'HEAD' });
  if (request[':method'] !== 'HEAD') stream.end(`${sentence}\n`);
}

function ignore(): void {}
