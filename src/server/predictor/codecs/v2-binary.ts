import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';
import { formatJson, type JsonObject, type JsonValue, parseJson } from '../../../payload/index.ts';
import { plainBytes } from './plain-bytes.ts';

const NO_BYTES = new Uint8Array(0);

/** A V2 message as its JSON and the binary tensors behind it. Throws INVALID_ARGUMENT for a length that is none, or what is no JSON. */
export function splitBinary(message: WireMessage): { readonly body: JsonValue; readonly binary: Uint8Array } {
  const bytes = plainBytes(message);
  const { jsonBytes = bytes.byteLength } = message;
  if (!Number.isInteger(jsonBytes) || jsonBytes < 0 || jsonBytes > bytes.byteLength) {
    throw bad(`Inference-Header-Content-Length must be between 0 and ${bytes.byteLength}, the length of the body`);
  }
  try {
    return { body: parseJson(bytes.subarray(0, jsonBytes)), binary: bytes.subarray(jsonBytes) };
  } catch (thrown) {
    throw bad(thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
}

/** The two as a message. */
export function joinBinary(body: JsonObject, binary: Uint8Array = NO_BYTES): WireMessage {
  const json = Buffer.from(formatJson(body));
  const message = { protocol: 'v2', encoding: 'json', contentType: 'application/json' } as const;
  if (binary.byteLength === 0) return { ...message, bytes: json };
  const bytes = Buffer.concat([json, binary]);
  return { ...message, bytes, contentType: 'application/octet-stream', jsonBytes: json.byteLength };
}

function bad(message: string, cause?: unknown): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'MICROSERVICE_BAD_DATA', cause });
}
