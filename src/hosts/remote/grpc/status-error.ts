import { ERROR_CODES, type ErrorCode, grpcStatusName, RadiantError } from '../../../base/index.ts';
import { decodeUtf8, WIRE, WireReader } from '../../../protocols/protobuf/index.ts';

const CODES: ReadonlyMap<number, ErrorCode> = new Map(
  Object.entries(ERROR_CODES).map(([code, { grpc }]) => [grpc, code as ErrorCode]),
);
const ERROR_INFO = 'google.rpc.ErrorInfo';

/** The name of a status as Go's library writes it: `InvalidArgument` for 3, `OK` for 0. */
export function statusName(status: number): string {
  return grpcStatusName(status === 0 ? undefined : (CODES.get(status) ?? 'UNKNOWN'));
}

/** The error of a gRPC status; undefined for OK. A reason in the details is kept. */
export function statusError(
  status: number,
  message: string | string[] | undefined,
  details: string | string[] | undefined,
  name: string,
): RadiantError | undefined {
  if (status === 0) return undefined;
  const code = CODES.get(status) ?? 'UNKNOWN';
  const reason = reasonOf(String(details ?? ''));
  return new RadiantError(code, decodePercent(String(message ?? '')) || `${name} failed with ${code}`, {
    ...(reason === undefined ? {} : { reason }),
  });
}

/** Bytes that are no percent encoding stay as they are, as gRPC asks. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not well formed: better shown as it came than not at all.
    return text;
  }
}

/** The reason in `grpc-status-details-bin`: google.rpc.Status {details = 3: Any {type_url = 1, value = 2: ErrorInfo {reason = 1}}}. */
function reasonOf(base64: string): string | undefined {
  if (base64 === '') return undefined;
  try {
    for (const any of fieldsOf(Buffer.from(base64, 'base64'), 3)) {
      const [type = new Uint8Array(0)] = fieldsOf(any, 1);
      const [value = new Uint8Array(0)] = fieldsOf(any, 2);
      if (!textOf(type).endsWith(ERROR_INFO)) continue;
      const [reason] = fieldsOf(value, 1);
      return reason === undefined ? undefined : textOf(reason);
    }
  } catch {
    // Details of another kind are no reason to lose the error itself.
  }
  return undefined;
}

function fieldsOf(bytes: Uint8Array, field: number): Uint8Array[] {
  const reader = new WireReader(bytes, 'details');
  const found: Uint8Array[] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === field && (tag & 7) === WIRE.bytes) found.push(reader.bytesField());
    else reader.skip(tag);
  }
  return found;
}

function textOf(bytes: Uint8Array): string {
  return decodeUtf8(bytes, 0, bytes.length) ?? '';
}
