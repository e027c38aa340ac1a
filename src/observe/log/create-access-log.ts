import type { Log } from '../../base/index.ts';

export interface AccessEntry {
  readonly client: string | undefined;
  /** `POST /predict HTTP/1.1`, or the full name of a gRPC method. */
  readonly request: string;
  /** HTTP status, or name of the gRPC status. */
  readonly status: number | string;
  readonly sentBytes: number;
  readonly seconds: number;
  readonly userAgent?: string | undefined;
}

/** Writes one line per request to the log, at INFO. */
export function createAccessLog(log: Log): (entry: AccessEntry) => void {
  return (entry) =>
    log.info(entry.request, {
      client: entry.client,
      status: entry.status,
      bytes: entry.sentBytes,
      ms: Math.round(entry.seconds * 1e6) / 1000,
      agent: entry.userAgent,
    });
}
