import type { Log } from '../../../base/index.ts';
import type { HostClock } from '../clock.ts';
import { createCancelledError, createNoWorkerError, createStalledError, createTimeoutError } from './call-errors.ts';
import type { CallQueue } from './call-queue.ts';
import type { PendingCall } from './pending-call.ts';
import { rejectIfLate } from './reject-if-late.ts';
import type { WorkerSlot } from './worker-slot.ts';

export interface CallTimerOptions {
  readonly clock: HostClock;
  readonly log: Log;
  /** A call may compute so long; 0 = no limit. */
  readonly timeoutMs: number;
  readonly queue: CallQueue;
  readonly slots: readonly WorkerSlot[];
  readonly onTick: () => void;
}

/** Timeouts, deadlines and gone callers are looked at this often, while there are calls. */
const TICK_MS = 20;
/** A call waits for a worker to be started again as long as it may compute, but at least so long: loading takes its time. */
const MIN_RESTART_WAIT_MS = 30_000;

/** A reader that the worker waits for may take nothing so long. */
const MAX_STALL_MS = 60_000;

/** Timeouts, deadlines and gone callers of all calls, with one coarse timer that runs only while there are calls. */
export class CallTimer {
  readonly #options: CallTimerOptions;
  #isRunning = false;
  #lastDeathMs = 0;

  constructor(options: CallTimerOptions) {
    this.#options = options;
  }

  /** To be called for each call; costs nothing while the timer runs. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#options.clock.startTimer(TICK_MS, () => this.#tick());
  }

  /** A worker has died: from now on calls may have to wait for one. */
  noteDeath(): void {
    this.#lastDeathMs = this.#options.clock.monotonicMs();
  }

  #tick(): void {
    const { queue, slots, onTick } = this.#options;
    this.#isRunning = false;
    this.#checkQueue();
    for (const slot of slots) this.#checkSlot(slot);
    if (queue.length > 0 || slots.some((slot) => slot.jobs.length > 0)) this.start();
    onTick();
  }

  #checkQueue(): void {
    const { timeoutMs, clock, queue, slots } = this.#options;
    const waitMs = Math.max(timeoutMs, MIN_RESTART_WAIT_MS);
    const oldestMs = clock.monotonicMs() - waitMs;
    const isLost = timeoutMs > 0 && this.#lastDeathMs < oldestMs && !slots.some((slot) => slot.canTake);
    for (let next = queue.first; next !== undefined; ) {
      const call = next;
      next = call.next;
      if (rejectIfLate(call, clock)) queue.remove(call);
      else if (isLost && call.arrivedMs < oldestMs) {
        queue.remove(call);
        call.reject(createNoWorkerError(waitMs));
      } else if (!call.isWatched) this.#watch(call);
    }
  }

  /** Only calls that wait longer than a tick are watched: for most calls a listener would cost more than it saves. */
  #watch(call: PendingCall): void {
    call.watch(() => {
      if (!call.isQueued) return;
      this.#options.queue.remove(call);
      call.reject(createCancelledError());
    });
  }

  /** A reader who has gone, or takes nothing for too long, must not keep a worker from others. */
  #checkPaused(slot: WorkerSlot, call: PendingCall): void {
    if (slot.stalledMs(this.#options.clock.monotonicMs()) > MAX_STALL_MS) call.reject(createStalledError(MAX_STALL_MS));
    if (call.hasGone()) slot.resume();
  }

  #checkSlot(slot: WorkerSlot): void {
    const { timeoutMs, clock, log } = this.#options;
    for (const job of slot.jobs) for (const call of job.calls) rejectIfLate(call, clock);
    const head = slot.jobs[0];
    if (slot.isPaused) {
      if (head !== undefined) this.#checkPaused(slot, head.calls[0]!);
      return;
    }
    if (clock.monotonicMs() - slot.headSinceMs >= TICK_MS) slot.takeHeld();
    if (timeoutMs === 0 || head === undefined || !slot.canTake) return;
    if (clock.monotonicMs() - slot.headSinceMs <= timeoutMs) return;
    const fields = { worker: slot.index, pid: slot.pid };
    log.error(`a call took longer than ${timeoutMs} ms: its Python worker is ended`, fields);
    // One call of a batch hangs and nobody knows which: each is computed again by itself.
    if (head.rows === undefined) head.calls[0]!.reject(createTimeoutError(timeoutMs));
    slot.kill();
  }
}
