import { type Log, RadiantError } from '../../base/index.ts';
import type { Call, Component, ComponentInfo, JsonObject, Outcome, Payload } from '../../payload/index.ts';
import { bindHooks, bindStreamHook, type Hook, type Hooks, methodOf, takesTensors, VERBS } from './bind-hooks.ts';
import { defaultPayload } from './default-payload.ts';
import { createExtras, type Extras } from './extras.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { readNamedTensors } from './named-tensors.ts';
import { toMessage } from './raw-hook.ts';
import { isResponse } from './response.ts';
import { toPayload } from './to-payload.ts';
import { toUserError } from './to-user-error.ts';
import { isYielding, joinPayloads } from './yielded.ts';

export interface JavascriptComponentOptions {
  /** The user's object, constructed and loaded. */
  readonly model: object;
  readonly name: string;
  readonly metadata: JsonObject | 'invalid' | undefined;
  readonly log: Log;
}

/** Makes a component of a loaded model. A call of sync hooks is answered without a promise. */
export function createJavascriptComponent({ model, name, metadata, log }: JavascriptComponentOptions): Component {
  const hooks = bindHooks(model, name);
  const streamHook = bindStreamHook(model, name);
  const takesNamed = takesTensors(model);
  const extras = createExtras(model, name);
  const pending = new Set<Promise<Outcome>>();
  let isClosed = false;

  const run = (call: Call, hook: Hook | undefined): Outcome | Promise<Outcome> => {
    if (hook === undefined) return answerByDefault(call, name, extras);
    const result = hook.invoke(call);
    return isPromiseLike(result)
      ? Promise.resolve(result).then((value) => answer(call, hook, value))
      : answer(call, hook, result);
  };

  const answer = (call: Call, hook: Hook, result: unknown): Outcome | Promise<Outcome> =>
    isYielding(result)
      ? collect(call, hook, result, extras, takesNamed)
      : finish(call, hook, result, extras, takesNamed);

  const track = (outcome: Promise<Outcome>, failed: (thrown: unknown) => never): Promise<Outcome> => {
    const tracked = outcome.catch(failed).finally(() => pending.delete(tracked));
    pending.add(tracked);
    return tracked;
  };

  return {
    name,
    info: { ...describeHooks(hooks, metadata), ...(takesNamed ? { takesTensors: true } : {}) },
    call(call) {
      const hook = hooks[call.verb];
      const failed = (thrown: unknown): never => {
        throw toUserError(thrown, hook?.name ?? name, log);
      };
      try {
        const outcome = run(call, hook);
        return outcome instanceof Promise ? track(outcome, failed) : outcome;
      } catch (thrown) {
        return failed(thrown);
      }
    },
    stream(call) {
      if (streamHook === undefined || call.verb !== 'predict') return undefined;
      const failed = (thrown: unknown): never => {
        throw toUserError(thrown, streamHook.name, log);
      };
      return yieldOutcomes(call, streamHook, extras, takesNamed, failed);
    },
    isReady: () => !isClosed,
    async close(signal) {
      isClosed = true;
      await settled(pending, signal);
      await methodOf(model, 'close')?.();
    },
  };
}

function describeHooks(hooks: Hooks, metadata: ComponentInfo['metadata']): ComponentInfo {
  return {
    verbs: new Set(VERBS.filter((verb) => hooks[verb] !== undefined)),
    rawVerbs: new Set(VERBS.filter((verb) => hooks[verb]?.isRaw === true)),
    metadata,
  };
}

/** The server knows the default answer; only when tags, metrics or names belong to it must it be made here. */
function answerByDefault(call: Call, name: string, extras: Extras): Outcome | Promise<Outcome> {
  if (!extras.isEmpty && call.verb !== 'route' && call.verb !== 'aggregate') {
    return extras.addTo(defaultPayload(call), call.verb, undefined);
  }
  throw new RadiantError('UNIMPLEMENTED', `${name} has no ${call.verb}`, { reason: 'HOOK_NOT_IMPLEMENTED' });
}

/** What a hook yields, one outcome each. Errors are those of user code. */
async function* yieldOutcomes(
  call: Call,
  hook: Hook,
  extras: Extras,
  takesNamed: boolean,
  failed: (thrown: unknown) => never,
): AsyncGenerator<Outcome> {
  try {
    const result = await hook.invoke(call);
    if (!isYielding(result)) {
      yield await finish(call, hook, result, extras, takesNamed);
      return;
    }
    for await (const value of result) yield await finish(call, hook, value, extras, takesNamed);
  } catch (thrown) {
    failed(thrown);
  }
}

/** All that a hook yields as one answer; tags and metrics are asked for once. */
async function collect(
  call: Call,
  hook: Hook,
  result: Iterable<unknown> | AsyncIterable<unknown>,
  extras: Extras,
  takesNamed: boolean,
): Promise<Outcome> {
  const payloads: Payload[] = [];
  for await (const value of result) {
    const data = isResponse(value) ? value.data : value;
    payloads.push(readNamed(call, data, takesNamed) ?? toPayload(data, call.keepLists, hook.name));
  }
  const payload = joinPayloads(payloads, hook.name);
  return extras.isEmpty ? { payload } : extras.addTo(payload, call.verb, undefined);
}

/** Named tensors that a hook returned. Callers who know none get the object of a class that takes none as it is. */
function readNamed(call: Call, data: unknown, takesNamed: boolean): Payload | undefined {
  if (typeof data !== 'object' || data === null || (call.namedAnswers !== true && !takesNamed)) return undefined;
  const tensors = readNamedTensors(data, takesNamed);
  return tensors === undefined ? undefined : { kind: 'tensors', tensors };
}

function finish(
  call: Call,
  hook: Hook,
  result: unknown,
  extras: Extras,
  takesNamed: boolean,
): Outcome | Promise<Outcome> {
  const response = isResponse(result) ? result : undefined;
  const data = response === undefined ? result : response.data;
  if (hook.isRaw) return { payload: toMessage(data, call) ?? toPayload(data, false, hook.name) };
  const payload =
    toVerbPayload(call, data) ?? readNamed(call, data, takesNamed) ?? toPayload(data, call.keepLists, hook.name);
  return response === undefined && extras.isEmpty ? { payload } : extras.addTo(payload, call.verb, response);
}

/** What only some verbs may return: a router a plain number, feedback nothing. */
function toVerbPayload(call: Call, data: unknown): Payload | undefined {
  if (call.verb === 'route' && (typeof data === 'number' || typeof data === 'bigint' || typeof data === 'boolean')) {
    return { kind: 'json', json: { utf8: Buffer.from(String(data)), lenient: false } };
  }
  return call.verb === 'sendFeedback' && data === undefined ? defaultPayload(call) : undefined;
}

async function settled(pending: ReadonlySet<Promise<Outcome>>, signal: AbortSignal | undefined): Promise<void> {
  if (pending.size === 0 || signal?.aborted === true) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal?.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([promise, Promise.allSettled(pending)]);
}
