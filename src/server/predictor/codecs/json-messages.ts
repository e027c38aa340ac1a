import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';
import { type JsonObject, type JsonValue, parseJson, validateJson } from '../../../payload/index.ts';
import { plainBytes } from './plain-bytes.ts';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a message must be. Throws INVALID_ARGUMENT; `example` shows what was expected. */
export function readObject(message: WireMessage, example: string): JsonObject {
  let body: JsonValue;
  try {
    body = parseJson(plainBytes(message));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new RadiantError('INVALID_ARGUMENT', why, { reason: 'MICROSERVICE_BAD_DATA', cause: thrown });
  }
  if (isObject(body)) return body;
  throw new RadiantError('INVALID_ARGUMENT', `the request must be an object such as ${example}`, {
    reason: 'MICROSERVICE_BAD_DATA',
  });
}

/** The answers of several nodes as one JSON list, untouched. Throws INTERNAL when one is no JSON. */
export function joinLists(messages: readonly WireMessage[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const [index, message] of messages.entries()) {
    const bytes = plainBytes(message);
    try {
      validateJson(bytes);
    } catch (cause) {
      throw new RadiantError('INTERNAL', `the answer of child ${index} of a combiner is not JSON`, {
        reason: 'CHILD_NOT_JSON',
        cause,
      });
    }
    pieces.push(Buffer.from(index === 0 ? '[' : ','), bytes);
  }
  pieces.push(Buffer.from(messages.length === 0 ? '[]' : ']'));
  return Buffer.concat(pieces);
}

/** For protocols that have no feedback. */
export function noFeedback(): never {
  throw new RadiantError('UNIMPLEMENTED', 'feedback is sent in the Seldon protocol: POST /api/v1.0/feedback', {
    reason: 'NO_FEEDBACK',
  });
}
