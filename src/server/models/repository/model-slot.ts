import { runToEnd } from '../../../base/index.ts';
import { type Component, wrapComponent } from '../../../payload/index.ts';
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
    isUnloaded: false,
    flight: { count: 0 },
    lastUse: 0,
  };
}

/** The same component, whose calls in flight are counted. */
export function countFlight(component: Component, flight: Flight): Component {
  const end = (): void => {
    flight.count--;
  };
  return wrapComponent(component, {
    call(call) {
      flight.count++;
      return runToEnd(() => component.call(call), end);
    },
  });
}

/** What a model is thought to need in memory: files are read once, and their arrays are often packed anew; each model has some objects of its own. */
export function weightOf({ sizeBytes }: ModelSpec): number {
  return 2 * sizeBytes + 256 * 1024;
}
