import { Buffer } from 'node:buffer';
import { WireWriter } from '../../../protocols/protobuf/index.ts';

/** Who gives the reasons of `ErrorInfo`. */
export const ERROR_DOMAIN = 'radiant';

const ERROR_INFO_TYPE = 'type.googleapis.com/google.rpc.ErrorInfo';

/**
 * A `google.rpc.Status` with one `ErrorInfo` in it, as the header `grpc-status-details-bin` carries it: base64.
 * Source: google/rpc/status.proto (code 1, message 2, details 3) and error_details.proto (reason 1, domain 2).
 */
export function encodeStatusDetails(status: number, message: string, reason: string): string {
  const writer = new WireWriter();
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
