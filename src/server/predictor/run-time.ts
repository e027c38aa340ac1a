import { RadiantError } from '../../base/index.ts';
import type { Cancellation } from '../../graph/index.ts';
import { CallerWatch } from './caller-watch.ts';

/** Who waits for an answer, as doors know them. */
export interface Caller {
  /** Fires when the caller has gone. Made on first use. */
  readonly signal: AbortSignal;
  /** True once it has gone or has its answer. */
  readonly isDone: boolean;
  /** Called when the caller has gone. */
  onGone: (() => void) | undefined;
}

/**
 * The time that a request through a graph has. `signal` and `cancellation` fire when the caller has gone or the time is over; they are made
 * on first use, and a request that is answered at once needs neither them nor a timer.
 */
export class RunTime {
  readonly deadlineMs: number | undefined;
  readonly #caller: Caller;
  #controller: AbortController | undefined = undefined;
  #watch: CallerWatch | undefined = undefined;

  constructor(timeoutMs: number | undefined, callerDeadlineMs: number | undefined, caller: Caller) {
    const ownMs = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
    this.deadlineMs = earlier(ownMs, callerDeadlineMs);
    this.#caller = caller;
  }

  get signal(): AbortSignal {
    if (this.deadlineMs === undefined) return this.#caller.signal;
    if (this.#controller === undefined) {
      const controller = new AbortController();
      const caller = this.#caller.signal;
      if (caller.aborted) controller.abort(caller.reason);
      else caller.addEventListener('abort', () => controller.abort(caller.reason), { once: true });
      this.#controller = controller;
    }
    return this.#controller.signal;
  }

  get cancellation(): Cancellation {
    if (this.#watch === undefined) {
      this.#watch = new CallerWatch();
      if (this.#caller.isDone) this.#watch.cancel();
      else this.#caller.onGone = this.#watch.cancel;
    }
    return this.#watch;
  }

  /** The answer, or DEADLINE_EXCEEDED when it is not there in time. */
  limit<T>(answer: Promise<T>): Promise<T> {
    const { deadlineMs } = this;
    if (deadlineMs === undefined) return answer;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => {
          reject(tooLate());
          this.#controller?.abort();
          this.#watch?.cancel();
        },
        Math.max(0, deadlineMs - Date.now()),
      );
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function tooLate(): RadiantError {
  return new RadiantError(
    'DEADLINE_EXCEEDED',
    'the graph did not answer in the time that it has (seldon.io/rest-timeout, seldon.io/grpc-timeout)',
    {
      reason: 'GRAPH_TIMEOUT',
    },
  );
}
