import { RadiantError } from '../../base/index.ts';
import { type Call, type JsonValue, type MessageEncoding, type Payload, parseJson } from '../../payload/index.ts';
import { type SeldonMessageName, seldonMessageFromJson, seldonMessageToJson } from '../../protocols/seldon/index.ts';
import { createContext } from './call-context.ts';
import { toJsonText, toJsonValue } from './to-json-text.ts';

/** Calls a `...Raw` hook with the whole message of a call: a JSON object, whatever the caller spoke. */
export function bindRawHook(method: (...given: unknown[]) => unknown): (call: Call) => unknown {
  return (call) => {
    const payload = call.inputs[0]?.payload;
    const context = createContext(call, undefined);
    return payload === undefined ? method(context) : method(readMessage(call, payload), context);
  };
}

/** What a raw hook returned, as the message that goes out unchanged; undefined when it has no such form. */
export function toMessage(result: unknown, call: Call): Payload | undefined {
  const input = call.inputs[0]?.payload;
  const encoding = input?.kind === 'message' ? input.encoding : 'json';
  const bytes = result instanceof Uint8Array ? result : encodeMessage(result, encoding);
  return bytes === undefined ? undefined : { kind: 'message', encoding, bytes };
}

function readMessage(call: Call, payload: Payload): JsonValue | Uint8Array {
  if (payload.kind !== 'message') return null;
  switch (payload.encoding) {
    case 'bytes':
      return payload.bytes;
    case 'json':
      return parseJson(payload.bytes);
    case 'protobuf':
      return seldonMessageToJson(messageName(call), payload.bytes);
  }
}

function encodeMessage(result: unknown, encoding: MessageEncoding): Uint8Array | undefined {
  if (typeof result === 'string' && encoding === 'bytes') return Buffer.from(result);
  if (encoding !== 'protobuf') return toJsonText(result)?.utf8;
  const json = toJsonValue(result);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  try {
    return seldonMessageFromJson('SeldonMessage', json as Exclude<typeof json, readonly JsonValue[]>);
  } catch (thrown) {
    // The fault is the hook's, not the caller's.
    const message = `what the raw hook returned is no SeldonMessage: ${(thrown as Error).message}`;
    throw new RadiantError('UNKNOWN', message, {
      reason: 'MICROSERVICE_INTERNAL_ERROR',
      httpStatus: 500,
      cause: thrown,
    });
  }
}

function messageName({ verb }: Call): SeldonMessageName {
  if (verb === 'aggregate') return 'SeldonMessageList';
  return verb === 'sendFeedback' ? 'Feedback' : 'SeldonMessage';
}
