import { type Call, type JsonValue, type Payload, parseJson } from '../../payload/index.ts';
import { createContext } from './call-context.ts';
import { toJsonText } from './json-bytes.ts';

/** Calls a `...Raw` hook with the whole message of a call, as a JSON object. */
export function bindRawHook(method: (...given: unknown[]) => unknown): (call: Call) => unknown {
  return (call) => {
    const payload = call.inputs[0]?.payload;
    const context = createContext(call, undefined);
    return payload === undefined ? method(context) : method(readMessage(payload), context);
  };
}

function readMessage(payload: Payload): JsonValue | Uint8Array {
  if (payload.kind !== 'message') return null;
  return payload.encoding === 'bytes' ? payload.bytes : parseJson(payload.bytes);
}

/** What a raw hook returned, as the message that goes out unchanged; undefined when it has no such form. */
export function toMessage(result: unknown, _call: Call): Payload | undefined {
  if (result instanceof Uint8Array) return { kind: 'message', encoding: 'bytes', bytes: result };
  const json = toJsonText(result);
  return json === undefined ? undefined : { kind: 'message', encoding: 'json', bytes: json.utf8 };
}
