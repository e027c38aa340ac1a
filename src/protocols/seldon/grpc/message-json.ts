import type { JsonObject } from '../../../payload/index.ts';
import { jsonToMessage, messageToJson } from '../../protobuf/index.ts';
import { SELDON_MESSAGES } from './messages.table.ts';

/** The messages of the Seldon protocol that travel as a request or an answer. */
export type SeldonMessageName = 'SeldonMessage' | 'SeldonMessageList' | 'Feedback' | 'SeldonModelMetadata';

/**
 * Protobuf bytes to the object of protobuf's JSON mapping. Throws INVALID_ARGUMENT for bytes that are no such message, and for
 * NaN or Infinity inside ndarray, jsonData or tags, which that mapping does not have.
 */
export function seldonMessageToJson(message: SeldonMessageName, bytes: Uint8Array): JsonObject {
  return messageToJson(SELDON_MESSAGES, `seldon.protos.${message}`, bytes, { strict: true });
}

/** The object of protobuf's JSON mapping to bytes. Throws INVALID_ARGUMENT, naming the field, for anything that it does not allow. */
export function seldonMessageFromJson(message: SeldonMessageName, json: JsonObject): Uint8Array {
  return jsonToMessage(SELDON_MESSAGES, `seldon.protos.${message}`, json);
}
