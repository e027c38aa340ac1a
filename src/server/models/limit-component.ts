import { RadiantError, runToEnd } from '../../base/index.ts';
import { type Call, type Component, type Outcome, wrapComponent } from '../../payload/index.ts';

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
    return runToEnd(() => component.call(call), next);
  };
  // Streams are neither joined, nor kept, nor held back: they go straight through.
  return wrapComponent(component, {
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
  });
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
