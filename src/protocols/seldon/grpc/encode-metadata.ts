import type { JsonObject, JsonValue } from '../../../payload/index.ts';
import { jsonToMessage } from '../../protobuf/index.ts';
import { isObject } from '../read-message.ts';
import { SELDON_MESSAGES } from './messages.table.ts';

/** A model's metadata as SeldonModelMetadata; an empty message when it did not validate. Keys that the message lacks are left out. */
export function encodeMetadataGrpc(metadata: JsonObject | 'invalid' | undefined): Uint8Array {
  if (metadata === 'invalid' || metadata === undefined) return new Uint8Array(0);
  const texts = withTexts(metadata);
  return jsonToMessage(SELDON_MESSAGES, 'seldon.protos.SeldonModelMetadata', texts, { ignoreUnknown: true });
}

/** The metadata of a graph, `{name, models, inputs, outputs}`, as SeldonGraphMetadata. */
export function encodeGraphMetadataGrpc(metadata: JsonObject & { readonly models: JsonObject }): Uint8Array {
  const models: Record<string, JsonValue> = {};
  for (const [name, model] of Object.entries(metadata.models)) models[name] = isObject(model) ? withTexts(model) : {};
  const message = { ...metadata, models };
  return jsonToMessage(SELDON_MESSAGES, 'seldon.protos.SeldonGraphMetadata', message, { ignoreUnknown: true });
}

function withTexts(metadata: JsonObject): JsonObject {
  const { custom } = metadata;
  return isObject(custom) ? { ...metadata, custom: allText(custom) } : metadata;
}

/** The message holds texts only. */
function allText(values: JsonObject): JsonObject {
  const texts: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(values)) {
    texts[key] = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  }
  return texts;
}
