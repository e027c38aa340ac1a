import type { Call, JsonObject, JsonValue } from '../../payload/index.ts';
import type { CallContext } from './model.ts';

const NO_META: JsonObject = Object.freeze({});
const NO_PARAMETERS: JsonObject = Object.freeze({});
const NO_NAMES: readonly string[] = Object.freeze([]);

/** Makes the second argument of a hook. The signal is made only when the hook asks for it. */
export function createContext(call: Call, names: JsonValue | undefined): CallContext {
  return new Context(call, toNames(names));
}

/** Names as a list of text, whatever the caller sent. */
export function toNames(names: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(names) || names.length === 0) return NO_NAMES;
  return names.every((name) => typeof name === 'string') ? names : names.map(String);
}

/** A class, for its getter: an object literal with one is three times as slow to make. */
class Context implements CallContext {
  readonly names: readonly string[];
  readonly #call: Call;
  #signal: AbortSignal | undefined;
  #parameters: JsonObject | undefined;

  constructor(call: Call, names: readonly string[]) {
    this.#call = call;
    this.names = names;
  }

  get meta(): JsonObject {
    return this.#call.meta ?? NO_META;
  }

  get outputs(): readonly string[] | undefined {
    return this.#call.outputs;
  }

  get parameters(): JsonObject {
    this.#parameters ??= withHeaders(this.#call);
    return this.#parameters;
  }

  get signal(): AbortSignal {
    this.#signal ??= signalOf(this.#call);
    return this.#signal;
  }
}

/** Not enumerable: made for a hook that asks for them, and not handed on by one that passes its parameters on. */
function withHeaders(call: Call): JsonObject {
  const parameters = call.parameters ?? NO_PARAMETERS;
  if (!('headers' in call)) return parameters;
  return Object.defineProperty({ ...parameters }, 'headers', { get: () => call.headers, enumerable: false });
}

function signalOf({ signal, deadlineMs }: Call): AbortSignal {
  if (deadlineMs === undefined) return signal ?? new AbortController().signal;
  const timeout = AbortSignal.timeout(Math.max(0, deadlineMs - Date.now()));
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}
