import { Buffer } from 'node:buffer';
import { type CustomMetric, type JsonObject, type Payload, parseJson } from '../../../payload/index.ts';
import { messageToJson, WIRE, WireReader, WireWriter } from '../../protobuf/index.ts';
import { badAnswer } from '../bad-data.ts';
import { isObject } from '../read-message.ts';
import { seldonMessageFromJson } from './message-json.ts';
import { SELDON_MESSAGES } from './messages.table.ts';
import { Span } from './span.ts';

type MessagePayload = Extract<Payload, { kind: 'message' }>;

const META = 2;
const METRICS = 5;

/** What a raw hook answered: protobuf as it is, JSON as the message that it describes; without its metrics when none are wanted. */
export function encodeRawMessage(payload: MessagePayload, includeMetrics: boolean): Uint8Array {
  const bytes = toProtobuf(payload);
  return includeMetrics ? bytes : withoutMetrics(bytes);
}

/** The metrics in the meta of a raw hook's answer, for whoever counts them. */
export function metricsOfRawMessage(payload: MessagePayload): readonly CustomMetric[] {
  const reader = new WireReader(toProtobuf(payload), 'SeldonMessage');
  const meta = new Span();
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((META << 3) | WIRE.bytes)) meta.add(reader);
    else reader.skip(tag);
  }
  if (!meta.isSet) return [];
  const at = meta.open(reader, 'meta');
  const json = messageToJson(SELDON_MESSAGES, 'seldon.protos.Meta', at.bytes.subarray(at.position, at.end));
  // Fields with their default value are left out of that form.
  const metrics = (json.metrics ?? []) as readonly Partial<CustomMetric>[];
  return metrics.map((metric) => ({ type: 'COUNTER', key: '', value: 0, ...metric }));
}

function toProtobuf(payload: MessagePayload): Uint8Array {
  switch (payload.encoding) {
    case 'protobuf':
      return payload.bytes;
    case 'json': {
      const json = parseJson(payload.bytes);
      if (!isObject(json)) throw badAnswer('the raw hook answered a gRPC request with JSON that is no object');
      return fromJson(json);
    }
    case 'bytes':
      throw badAnswer('the raw hook answered a gRPC request with bytes that are no SeldonMessage');
  }
}

function fromJson(json: JsonObject): Uint8Array {
  try {
    return seldonMessageFromJson('SeldonMessage', json);
  } catch (thrown) {
    throw badAnswer(`the raw hook's answer is no SeldonMessage: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
}

function withoutMetrics(bytes: Uint8Array): Uint8Array {
  return rewrite(bytes, 'SeldonMessage', (tag, content) => {
    if (tag !== ((META << 3) | WIRE.bytes)) return content;
    return rewrite(content, 'meta', (inner, kept) => (inner === ((METRICS << 3) | WIRE.bytes) ? undefined : kept));
  });
}

/** Copies a message field by field; `change` gives the new content of a length-delimited field, or undefined to leave it out. */
function rewrite(
  bytes: Uint8Array,
  where: string,
  change: (tag: number, content: Uint8Array) => Uint8Array | undefined,
): Uint8Array {
  const reader = new WireReader(bytes, where);
  const parts: Uint8Array[] = [];
  while (reader.position < reader.end) {
    const start = reader.position;
    const tag = reader.tag();
    if ((tag & 7) !== WIRE.bytes) {
      reader.skip(tag);
      parts.push(bytes.subarray(start, reader.position));
      continue;
    }
    const content = change(tag, reader.bytesField());
    if (content === undefined) continue;
    const writer = new WireWriter(content.length + 16);
    writer.bytes(tag >>> 3, content);
    parts.push(writer.finish());
  }
  return Buffer.concat(parts);
}
