import type { Call, Outcome } from '../../../payload/index.ts';
import type { PartSink } from './part-sink.ts';

/** A call that somebody waits for, from its arrival to its answer. */
export class PendingCall {
  readonly call: Call;
  readonly arrivedMs: number;
  /** True once it must be computed alone: a micro-batch that it was part of has failed. */
  isAlone = false;
  /** How many workers have died with this call at the head of their line, without telling that they had begun it. */
  strikes = 0;
  isSettled = false;
  /** Neighbours in the queue; kept by `CallQueue`. */
  previous: PendingCall | undefined = undefined;
  next: PendingCall | undefined = undefined;
  isQueued = false;
  isWatched = false;
  #stopWatching: (() => void) | undefined = undefined;
  /** Takes each answer of a call that is answered one by one; undefined for other calls. */
  readonly parts: PartSink | undefined;
  readonly #resolve: (outcome: Outcome) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    call: Call,
    arrivedMs: number,
    resolve: (outcome: Outcome) => void,
    reject: (error: Error) => void,
    parts?: PartSink,
  ) {
    this.call = call;
    this.parts = parts;
    this.isAlone = parts !== undefined;
    this.arrivedMs = arrivedMs;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Later answers to a settled call are thrown away. */
  resolve(outcome: Outcome): void {
    if (this.isSettled) return;
    this.#settle();
    this.#resolve(outcome);
  }

  reject(error: Error): void {
    if (this.isSettled) return;
    this.#settle();
    this.#reject(error);
  }

  /** True when the caller is known to have gone. Makes the caller's signal if it has not been made yet. */
  hasGone(): boolean {
    return this.isSettled || this.parts?.isClosed === true || this.call.signal?.aborted === true;
  }

  /** Calls back when the caller goes, until the call is settled. */
  watch(onGone: () => void): void {
    this.isWatched = true;
    const { signal } = this.call;
    if (signal === undefined) return;
    if (signal.aborted) {
      onGone();
      return;
    }
    signal.addEventListener('abort', onGone, { once: true });
    this.#stopWatching = () => signal.removeEventListener('abort', onGone);
  }

  #settle(): void {
    this.isSettled = true;
    this.#stopWatching?.();
  }
}
