import type { IncomingHttpHeaders } from 'node:http';
import { RadiantError } from '../../base/index.ts';
import type { HttpAnswer } from './http-client.ts';

/** An answer that is no success, with the beginning of its body. */
export interface StoreFailure {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly url: URL;
}

/** What a scheme knows of its store's failures; undefined leaves it to the general words. */
export type ExplainFailure = (failure: StoreFailure) => RadiantError | undefined;

const MAX_FAILURE_BYTES = 16_384;

/** Reads as much of a failed answer as messages need. */
export async function readFailure(answer: HttpAnswer): Promise<StoreFailure> {
  const { status, headers, url } = answer;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_FAILURE_BYTES) break;
    }
  } catch {
    // The status says what is needed; the rest of the text would only have made it clearer.
  }
  return { status, headers, url, text: Buffer.concat(chunks).subarray(0, MAX_FAILURE_BYTES).toString('utf8') };
}

/** The error for a failed answer about `what`. Passing failures become UNAVAILABLE, which is tried again. */
export function toStoreError(failure: StoreFailure, what: string, explain?: ExplainFailure): RadiantError {
  const { status, headers, url } = failure;
  if (status === 408 || status === 429 || status >= 500) {
    return new RadiantError('UNAVAILABLE', `${url.host} answers ${status} for ${what}`, {
      reason: 'STORE_UNAVAILABLE',
      cause: { status, retryAfterMs: parseRetryAfter(headers['retry-after']) },
    });
  }
  if (status === 412) {
    return new RadiantError('ABORTED', `${what} was replaced while it was downloaded`, { reason: 'MODEL_REPLACED' });
  }
  return explain?.(failure) ?? generalError(failure, what);
}

function generalError({ status, url, text }: StoreFailure, what: string): RadiantError {
  const cause = { status, text };
  if (status === 404 || status === 410) {
    return new RadiantError('NOT_FOUND', `there is no ${what}`, { reason: 'MODEL_NOT_FOUND', cause });
  }
  if (status === 401) {
    return new RadiantError('UNAUTHENTICATED', `${url.host} wants credentials for ${what}`, {
      reason: 'NO_CREDENTIALS',
      cause,
    });
  }
  if (status === 403) {
    return new RadiantError('PERMISSION_DENIED', `${url.host} does not allow reading ${what}`, {
      reason: 'STORAGE_FORBIDDEN',
      cause,
    });
  }
  return new RadiantError('FAILED_PRECONDITION', `${url.host} answers ${status} for ${what}`, {
    reason: 'STORE_REFUSED',
    cause,
  });
}

/** Milliseconds of a Retry-After header in seconds; dates are left to our own delays. */
function parseRetryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,5}$/.test(header) ? Number(header) * 1000 : undefined;
}
