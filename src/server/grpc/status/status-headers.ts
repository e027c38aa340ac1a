import { Buffer } from 'node:buffer';
import type { OutgoingHttpHeaders } from 'node:http2';
import { ERROR_CODES, type RadiantError } from '../../../base/index.ts';
import { retryDelaySeconds } from '../../retry-delay.ts';
import { percentEncode } from '../wire/percent-encode.ts';
import { grpcCode } from './grpc-status.ts';
import { encodeStatusDetails } from './status-details.ts';

/** Clients refuse header blocks of more than 8 KB; a message is in them twice, up to three times as long as it is. */
const MAX_MESSAGE_BYTES = 1024;
const MAX_REASON_BYTES = 128;

/** The headers that tell a failed call's status: number, text, and `google.rpc.Status`. */
export function statusHeaders(error: RadiantError): OutgoingHttpHeaders {
  const status = ERROR_CODES[grpcCode(error)].grpc;
  const message = shorten(error.message, MAX_MESSAGE_BYTES);
  return {
    'grpc-status': String(status),
    'grpc-message': percentEncode(message),
    'grpc-status-details-bin': encodeStatusDetails(
      status,
      message,
      shorten(error.reason, MAX_REASON_BYTES),
      retryDelaySeconds(error),
    ),
  };
}

/** Cuts at a character, with an ellipsis; lone surrogates become U+FFFD. */
function shorten(text: string, maxBytes: number): string {
  const whole = text.toWellFormed();
  if (whole.length * 3 <= maxBytes || Buffer.byteLength(whole) <= maxBytes) return whole;
  const bytes = Buffer.from(whole);
  let end = maxBytes - 3;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return `${bytes.toString('utf8', 0, end)}…`;
}
