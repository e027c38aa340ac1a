import { RadiantError } from '../../base/index.ts';
import type { Call, Component, Outcome } from '../../payload/index.ts';

export interface CallLimits {
  /** Calls that the component answers at the same time. */
  readonly maxConcurrent: number;
  /** Calls that may wait for a place; more are refused. */
  readonly maxWaiting: number;
}

interface Waiting {
  readonly priority: number;
  start(): void;
}

/**
 * Holds back calls that a component could only answer later. Those with a smaller `priority` among their parameters go first (1 is the most urgent,
 * as in Triton; without one a call has 0 and goes before all), those of the same priority in the order in which they came. Beyond the limit a
 * call is refused with RESOURCE_EXHAUSTED, reason QUEUE_FULL, at once.
 */
export function limitComponent(component: Component, { maxConcurrent, maxWaiting }: CallLimits): Component {
  let running = 0;
  const waiting: Waiting[] = [];
  const next = (): void => {
    running--;
    waiting.shift()?.start();
  };
  const start = (call: Call): Outcome | Promise<Outcome> => {
    running++;
    let outcome: Outcome | Promise<Outcome>;
    try {
      outcome = component.call(call);
    } catch (thrown) {
      next();
      throw thrown;
    }
    if (outcome instanceof Promise) return outcome.finally(next);
    next();
    return outcome;
  };
  return {
    name: component.name,
    info: component.info,
    isReady: () => component.isReady(),
    ...(component.watchReady === undefined ? {} : { watchReady: component.watchReady }),
    // Streams are neither joined, nor kept, nor held back: they go straight through.
    ...(component.stream === undefined ? {} : { stream: (call: Call) => component.stream?.(call) }),
    close: (signal) => component.close(signal),
    call(call) {
      if (running < maxConcurrent) return start(call);
      if (waiting.length >= maxWaiting) throw full(component.name, maxWaiting);
      return new Promise((resolve, reject) => {
        const entry: Waiting = {
          priority: priorityOf(call),
          start: () => {
            (async () => await start(call))().then(resolve, reject);
          },
        };
        const place = waiting.findIndex(({ priority }) => priority > entry.priority);
        if (place === -1) waiting.push(entry);
        else waiting.splice(place, 0, entry);
      });
    },
  };
}

function priorityOf({ parameters }: Call): number {
  const priority = Number(parameters?.priority ?? 0);
  return Number.isFinite(priority) ? priority : 0;
}

function full(name: string, maxWaiting: number): RadiantError {
  return new RadiantError('RESOURCE_EXHAUSTED', `${name} is busy: ${maxWaiting} calls wait already; try again later`, {
    reason: 'QUEUE_FULL',
  });
}
