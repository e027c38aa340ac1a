import type { IncomingHttpHeaders } from 'node:http2';
import type { RadiantError } from '../../../base/index.ts';
import { grpcCode } from '../status/grpc-status.ts';
import type { AccessLine } from './call-host.ts';

/** Gives one finished call to the access log. */
export function reportCall(
  write: (line: AccessLine) => void,
  path: string,
  headers: IncomingHttpHeaders,
  error: RadiantError | undefined,
  sentBytes: number,
  durationMs: number,
): void {
  write({
    path,
    status: error === undefined ? 'OK' : grpcCode(error),
    userAgent: headers['user-agent'],
    sentBytes,
    durationMs,
  });
}
