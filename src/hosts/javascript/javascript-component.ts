import { type Log, RadiantError } from '../../base/index.ts';
import type { Call, Component, ComponentInfo, JsonObject, Outcome, Payload } from '../../payload/index.ts';
import { bindHooks, type Hook, type Hooks, methodOf, VERBS } from './bind-hooks.ts';
import { defaultPayload } from './default-payload.ts';
import { createExtras, type Extras } from './extras.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { toMessage } from './raw-hook.ts';
import { isResponse } from './response.ts';
import { toPayload } from './to-payload.ts';
import { toUserError } from './to-user-error.ts';

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
  const extras = createExtras(model, name);
  const pending = new Set<Promise<Outcome>>();
  let isClosed = false;

  const run = (call: Call, hook: Hook | undefined): Outcome | Promise<Outcome> => {
    if (hook === undefined) return answerByDefault(call, name, extras);
    const result = hook.invoke(call);
    return isPromiseLike(result)
      ? Promise.resolve(result).then((value) => finish(call, hook, value, extras))
      : finish(call, hook, result, extras);
  };

  const track = (outcome: Promise<Outcome>, failed: (thrown: unknown) => never): Promise<Outcome> => {
    const tracked = outcome.catch(failed).finally(() => pending.delete(tracked));
    pending.add(tracked);
    return tracked;
  };

  return {
    name,
    info: describeHooks(hooks, metadata),
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

function finish(call: Call, hook: Hook, result: unknown, extras: Extras): Outcome | Promise<Outcome> {
  const response = isResponse(result) ? result : undefined;
  const data = response === undefined ? result : response.data;
  if (hook.isRaw) return { payload: toMessage(data, call) ?? toPayload(data, false, hook.name) };
  const payload = toVerbPayload(call, data) ?? toPayload(data, call.keepLists, hook.name);
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
