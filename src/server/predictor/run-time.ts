import { RadiantError } from '../../base/index.ts';

/**
 * The time that a request through a graph has. `signal` fires when the caller has gone or the time is over; it is made on first use,
 * and a request that is answered at once needs neither it nor a timer.
 */
export class RunTime {
  readonly deadlineMs: number | undefined;
  readonly #callerSignal: () => AbortSignal;
  #controller: AbortController | undefined = undefined;

  constructor(timeoutMs: number | undefined, callerDeadlineMs: number | undefined, callerSignal: () => AbortSignal) {
    const ownMs = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
    this.deadlineMs = earlier(ownMs, callerDeadlineMs);
    this.#callerSignal = callerSignal;
  }

  get signal(): AbortSignal {
    if (this.deadlineMs === undefined) return this.#callerSignal();
    if (this.#controller === undefined) {
      const controller = new AbortController();
      const caller = this.#callerSignal();
      if (caller.aborted) controller.abort(caller.reason);
      else caller.addEventListener('abort', () => controller.abort(caller.reason), { once: true });
      this.#controller = controller;
    }
    return this.#controller.signal;
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
