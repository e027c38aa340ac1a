import type { IncomingHttpHeaders } from 'node:http2';
import type { RadiantError } from '../../../base/index.ts';
import type { AccessEntry } from '../../../observe/index.ts';
import { grpcCode } from '../status/grpc-status.ts';

export interface FinishedCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly client: string | undefined;
  readonly error: RadiantError | undefined;
  readonly sentBytes: number;
  readonly durationMs: number;
}

/** Gives one finished call to the access log. */
export function reportCall(write: (entry: AccessEntry) => void, call: FinishedCall): void {
  write({
    client: call.client,
    request: call.path,
    status: call.error === undefined ? 'OK' : grpcCode(call.error),
    sentBytes: call.sentBytes,
    seconds: call.durationMs / 1000,
    userAgent: call.headers['user-agent'],
  });
}
