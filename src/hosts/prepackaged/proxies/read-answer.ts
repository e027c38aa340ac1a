import { gunzipSync } from 'node:zlib';
import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';
import { type JsonObject, parseJson } from '../../../payload/index.ts';

const MAX_BYTES = 2 ** 30;

/** The body of an answer, without compression. Throws for encodings that are not known. */
export function plainAnswer({ bytes, contentEncoding }: WireMessage): Uint8Array {
  if (contentEncoding === undefined || contentEncoding === 'identity') return bytes;
  if (contentEncoding === 'gzip') return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  throw badAnswer(`the answer has the content encoding ${contentEncoding}`);
}

/** The JSON object of an answer. Throws for anything else. */
export function readJsonAnswer(message: WireMessage): JsonObject {
  const value = parseJson(plainAnswer(message));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw badAnswer('the answer is no JSON object');
}

export function badAnswer(message: string): RadiantError {
  return new RadiantError('INTERNAL', message, { reason: 'BAD_ANSWER' });
}
