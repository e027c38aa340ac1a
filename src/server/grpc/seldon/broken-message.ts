import { RadiantError } from '../../../base/index.ts';

/** What the wire reader says of bytes that are no message at all, in contrast to a message with unusable content. */
const NO_MESSAGE = /^[^:]*: not a valid message: /;

/**
 * Runs a decoder. Bytes that are no protobuf are INTERNAL, as in every gRPC server; content that cannot be used keeps its code.
 * Either is the caller's fault.
 */
export function brokenMessage<T>(decode: () => T): T {
  try {
    return decode();
  } catch (thrown) {
    if (!(thrown instanceof RadiantError) || !NO_MESSAGE.test(thrown.message)) throw thrown;
    throw new RadiantError('INTERNAL', thrown.message, { reason: thrown.reason, httpStatus: 400, cause: thrown });
  }
}
