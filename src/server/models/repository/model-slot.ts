import { runToEnd } from '../../../base/index.ts';
import { type Call, type Component, type Outcome, wrapComponent } from '../../../payload/index.ts';
import type { ServedModel } from '../model-directory.ts';
import type { ModelSpec } from './model-spec.ts';

/** One version of a model in a repository, awake or not. */
export interface ModelSlot {
  spec: ModelSpec;
  /** Undefined while it sleeps, is being opened for the first time, failed or was unloaded. */
  served: ServedModel | undefined;
  /** Set while it is being opened. */
  opening: Promise<ServedModel> | undefined;
  /** Why it cannot be opened; empty when nothing is known against it. */
  failure: string;
  /** Signature of a newer content that could not be opened, while the one before goes on: it is tried again when it changes. */
  refused: string;
  /** True after `unload`: only `load` brings it back. */
  isUnloaded: boolean;
  /** Calls that are being answered. */
  readonly flight: Flight;
  /** Counts up with every use of any model: the smallest was used longest ago. */
  lastUse: number;
}

export interface Flight {
  count: number;
}

export function createSlot(spec: ModelSpec): ModelSlot {
  return {
    spec,
    served: undefined,
    opening: undefined,
    failure: '',
    refused: '',
    isUnloaded: false,
    flight: { count: 0 },
    lastUse: 0,
  };
}

/**
 * The same component, whose calls and streams in flight are counted. Its close waits until its streams have ended, or the signal fires: a stream
 * may last for minutes, and its model is asked for one part after the other.
 */
export function countFlight(component: Component, flight: Flight): Component {
  const streams = new Set<Promise<void>>();
  const end = (): void => {
    flight.count--;
  };
  // Runs from the first question on: what nobody iterates is not in flight.
  async function* count(outcomes: AsyncIterable<Outcome>): AsyncGenerator<Outcome> {
    const { promise, resolve } = Promise.withResolvers<void>();
    flight.count++;
    streams.add(promise);
    try {
      yield* outcomes;
    } finally {
      flight.count--;
      streams.delete(promise);
      resolve();
    }
  }
  return wrapComponent(component, {
    call(call) {
      flight.count++;
      return runToEnd(() => component.call(call), end);
    },
    ...(component.stream === undefined
      ? {}
      : {
          stream(call: Call) {
            const outcomes = component.stream?.(call);
            return outcomes === undefined ? undefined : count(outcomes);
          },
        }),
    async close(signal) {
      if (streams.size > 0) await endOrSignal([...streams], signal);
      await component.close(signal);
    },
  });
}

async function endOrSignal(streams: readonly Promise<void>[], signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = (): void => resolve();
  if (signal?.aborted === true) return;
  signal?.addEventListener('abort', stop, { once: true });
  await Promise.race([Promise.all(streams), promise]);
  signal?.removeEventListener('abort', stop);
}

/** What a model is thought to need in memory: files are read once, and their arrays are often packed anew; each model has some objects of its own. */
export function weightOf({ sizeBytes }: ModelSpec): number {
  return 2 * sizeBytes + 256 * 1024;
}
