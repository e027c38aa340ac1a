import { Buffer } from 'node:buffer';
import { WireWriter } from '../../../protocols/protobuf/index.ts';

/** Who gives the reasons of `ErrorInfo`. */
export const ERROR_DOMAIN = 'radiant';

const ERROR_INFO_TYPE = 'type.googleapis.com/google.rpc.ErrorInfo';
const RETRY_INFO_TYPE = 'type.googleapis.com/google.rpc.RetryInfo';

/**
 * A `google.rpc.Status` with an `ErrorInfo`, and a `RetryInfo` where another try may help, as the header `grpc-status-details-bin` carries it: base64.
 * Source: google/rpc/status.proto (code 1, message 2, details 3) and error_details.proto (ErrorInfo: reason 1,
 * domain 2; RetryInfo: retry_delay 1, a Duration with seconds 1).
 */
export function encodeStatusDetails(
  status: number,
  message: string,
  reason: string,
  retrySeconds: number | undefined,
): string {
  const writer = new WireWriter();
  if (retrySeconds !== undefined) writeRetryInfo(writer, retrySeconds);
  const anyMark = writer.size;
  const infoMark = writer.size;
  writer.string(2, ERROR_DOMAIN);
  writer.string(1, reason);
  writer.message(2, infoMark);
  writer.string(1, ERROR_INFO_TYPE);
  writer.message(3, anyMark);
  writer.string(2, message);
  writer.int32(1, status);
  return Buffer.from(writer.finish()).toString('base64');
}

function writeRetryInfo(writer: WireWriter, seconds: number): void {
  const mark = writer.size;
  writer.int64(1, BigInt(seconds));
  writer.message(1, mark);
  writer.message(2, mark);
  writer.string(1, RETRY_INFO_TYPE);
  writer.message(3, mark);
}
