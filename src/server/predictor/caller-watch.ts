import type { Cancellation } from '../../graph/index.ts';

/** Tells nodes elsewhere that nobody waits any more: an AbortSignal without its events, which cost more than all else of a call. */
export class CallerWatch implements Cancellation {
  aborted = false;
  #listeners: (() => void)[] = [];

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at !== -1) this.#listeners.splice(at, 1);
  }

  /** Nobody waits. Without effect the second time. */
  readonly cancel = (): void => {
    if (this.aborted) return;
    this.aborted = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  };
}
