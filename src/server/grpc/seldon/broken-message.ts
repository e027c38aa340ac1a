import { RadiantError } from '../../../base/index.ts';
import { NO_MESSAGE } from '../../../protocols/protobuf/index.ts';

/**
 * Runs a decoder. Bytes that are no protobuf are INTERNAL, as in every gRPC server; content that cannot be used keeps its code.
 * Either is the caller's fault.
 */
export function brokenMessage<T>(decode: () => T): T {
  try {
    return decode();
  } catch (thrown) {
    if (!(thrown instanceof RadiantError) || thrown.reason !== NO_MESSAGE) throw thrown;
    throw new RadiantError('INTERNAL', thrown.message, { reason: thrown.reason, httpStatus: 400, cause: thrown });
  }
}
