import type { JsonObject, JsonValue } from '../../../payload/index.ts';
import { jsonToMessage } from '../../protobuf/index.ts';
import { isObject } from '../read-message.ts';
import { SELDON_MESSAGES } from './messages.table.ts';

/** A model's metadata as SeldonModelMetadata; an empty message when it did not validate. Keys that the message lacks are left out. */
export function encodeMetadataGrpc(metadata: JsonObject | 'invalid' | undefined): Uint8Array {
  if (metadata === 'invalid' || metadata === undefined) return new Uint8Array(0);
  const { custom } = metadata;
  const texts = isObject(custom) ? { ...metadata, custom: allText(custom) } : metadata;
  return jsonToMessage(SELDON_MESSAGES, 'seldon.protos.SeldonModelMetadata', texts, { ignoreUnknown: true });
}

/** The message holds texts only. */
function allText(values: JsonObject): JsonObject {
  const texts: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(values)) {
    texts[key] = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  }
  return texts;
}
