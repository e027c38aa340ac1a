import type { OutgoingHttpHeaders, ServerStreamResponseOptions } from 'node:http2';
import type { RadiantError } from '../../../base/index.ts';
import { statusHeaders } from '../status/status-headers.ts';
import { ACCEPTED_ENCODINGS } from '../wire/compression.ts';

/** Headers of an answer that is not compressed. */
export const ANSWER_HEADERS: OutgoingHttpHeaders = { ':status': 200, 'content-type': 'application/grpc' };

/**
 * The status follows in trailers. `sendDate` is what node:http2's own request API uses: gRPC has no use for the date,
 * and it costs a header on every call.
 */
export const ANSWER_OPTIONS: ServerStreamResponseOptions & { readonly sendDate: boolean } = {
  waitForTrailers: true,
  sendDate: false,
};

export const OK_TRAILERS: OutgoingHttpHeaders = { 'grpc-status': '0' };

/** Headers of an answer whose messages may be compressed. */
export function compressedAnswerHeaders(encoding: string): OutgoingHttpHeaders {
  return { ...ANSWER_HEADERS, 'grpc-encoding': encoding, 'grpc-accept-encoding': ACCEPTED_ENCODINGS };
}

/** The whole answer of a call that failed before it sent anything: status in the headers ("Trailers-Only"). */
export function errorHeaders(error: RadiantError): OutgoingHttpHeaders {
  return { ...ANSWER_HEADERS, 'grpc-accept-encoding': ACCEPTED_ENCODINGS, ...statusHeaders(error) };
}
