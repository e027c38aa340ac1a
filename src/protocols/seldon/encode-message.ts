import {
  formatJson,
  type JsonObject,
  type JsonValue,
  type Payload,
  parseJson,
  type Verb,
  validateJson,
} from '../../payload/index.ts';
import { badAnswer } from './bad-data.ts';
import type { EncodeOptions, RestAnswer } from './encode.ts';
import { finishJson } from './finish-json.ts';
import { isObject } from './read-message.ts';

type MessagePayload = Extract<Payload, { kind: 'message' }>;

/**
 * What a raw hook answered, as it is; only NaN and infinities become valid JSON, and metrics are left out when none are wanted.
 * For predict `status.code` is the HTTP status when it can be one.
 */
export function encodeMessage(verb: Verb, payload: MessagePayload, options: EncodeOptions): RestAnswer {
  const { encoding, bytes } = payload;
  if (encoding === 'bytes') {
    return { status: 200, body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  }
  if (encoding === 'protobuf') throw badAnswer('the raw hook answered with a protobuf message to a JSON request');
  const { lenient } = validateJson(bytes);
  const message = parseJson(bytes);
  const kept = options.includeMetrics ? message : withoutMetrics(message);
  const isChanged = lenient || kept !== message;
  const text = isChanged ? formatJson(kept) : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).trim();
  return { status: verb === 'predict' ? statusOf(message) : 200, body: finishJson(text, options) };
}

function statusOf(message: JsonValue): number {
  const code = isObject(message) && isObject(message.status) ? message.status.code : undefined;
  return typeof code === 'number' && Number.isInteger(code) && code >= 200 && code <= 599 ? code : 200;
}

function withoutMetrics(message: JsonValue): JsonValue {
  if (!isObject(message) || !isObject(message.meta) || message.meta.metrics === undefined) return message;
  const meta: Record<string, JsonValue> = { ...message.meta };
  delete meta.metrics;
  const changed: JsonObject = { ...message, meta };
  return changed;
}
