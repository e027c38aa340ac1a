import type { HostClock } from '../clock.ts';
import { encodeBatch, encodeCall } from '../frames/encode-call.ts';
import { createCancelledError, createQueueFullError } from './call-errors.ts';
import { CallQueue } from './call-queue.ts';
import { batchRows, gatherBatch } from './micro-batch.ts';
import type { PendingCall } from './pending-call.ts';
import { rejectIfLate } from './reject-if-late.ts';
import type { WorkerSlot } from './worker-slot.ts';

export interface DispatcherOptions {
  readonly slots: readonly WorkerSlot[];
  readonly maxQueueLength: number;
  readonly clock: HostClock;
}

/**
 * Frames that may wait in a worker's socket, so that it never idles and several travel in one system call (measured on one
 * core with 16 callers: 56 us of the host's time per call with 2, 35 with 4, 28 with 8). Less when other workers could take them.
 */
const MAX_DEPTH_OF_ONE = 16;
const MAX_DEPTH_OF_MANY = 4;
/** Calls may wait so long in a socket at most, by what calls took so far: longer calls gain nothing from it. */
const MAX_COMMITTED_MS_OF_ONE = 8;
const MAX_COMMITTED_MS_OF_MANY = 4;

/** Brings calls to workers: at once to a free one, else through a queue, alone or as micro-batches. */
export class Dispatcher {
  /** Calls that no worker has yet. */
  readonly queue = new CallQueue();
  /** Rows of the largest micro-batch; 0 while there are none. */
  maxBatchRows = 0;
  readonly #options: DispatcherOptions;
  readonly #slots: readonly WorkerSlot[];
  #nextId = 1;
  #isPumpPlanned = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#slots = options.slots;
  }

  accept(call: PendingCall): void {
    if (this.maxBatchRows > 0) {
      if (this.#enqueue(call)) this.#planPump();
      return;
    }
    const slot = this.queue.length === 0 ? this.#freeSlot() : undefined;
    if (slot === undefined) this.#enqueue(call);
    else if (!rejectIfLate(call, this.#options.clock)) this.#sendAlone(slot, call);
  }

  #enqueue(call: PendingCall): boolean {
    const { maxQueueLength } = this.#options;
    if (this.queue.length >= maxQueueLength) {
      call.reject(createQueueFullError(maxQueueLength));
      return false;
    }
    this.queue.push(call);
    return true;
  }

  /** Batches form of all calls that this turn of the event loop brings, hence not at once. */
  #planPump(): void {
    if (this.#isPumpPlanned) return;
    this.#isPumpPlanned = true;
    setImmediate(() => {
      this.#isPumpPlanned = false;
      this.pump();
    });
  }

  /** Gives waiting calls to the workers that are free. */
  pump(): void {
    while (this.queue.length > 0) {
      const slot = this.#freeSlot();
      if (slot === undefined) break;
      this.#sendNext(slot);
    }
  }

  /** The worker with the fewest frames that can take one more. */
  #freeSlot(): WorkerSlot | undefined {
    let best: WorkerSlot | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#slots.length; i += 1) {
      const slot = this.#slots[i]!;
      const load = slot.jobs.length;
      if (load < fewest && slot.canTake && !slot.isPaused && load < this.#depthOf(slot)) {
        best = slot;
        fewest = load;
      }
    }
    return best;
  }

  /** Frames that may be in a worker at once; as many as it computes in a moment, for nobody can take them back. */
  #depthOf(slot: WorkerSlot): number {
    if (this.maxBatchRows > 0) return 1;
    const isAlone = this.#slots.length === 1;
    const most = isAlone ? MAX_DEPTH_OF_ONE : MAX_DEPTH_OF_MANY;
    const committedMs = isAlone ? MAX_COMMITTED_MS_OF_ONE : MAX_COMMITTED_MS_OF_MANY;
    return Math.max(1, Math.min(most, Math.floor(committedMs / slot.computeMs)));
  }

  /** Tops a worker up before it runs dry, several frames in one write, and leaves the other workers their share. */
  refill(slot: WorkerSlot): void {
    const depth = this.#depthOf(slot);
    const load = slot.jobs.length;
    if (load <= depth >> 1 && slot.canTake && !slot.isPaused) {
      const share = Math.ceil(this.queue.length / this.#slots.length);
      const wanted = Math.min(depth, load + share);
      while (slot.jobs.length < wanted && this.queue.length > 0) this.#sendNext(slot);
    }
  }

  #sendNext(slot: WorkerSlot): void {
    const call = this.queue.shift();
    if (call === undefined || rejectIfLate(call, this.#options.clock)) return;
    if (call.hasGone()) {
      call.reject(createCancelledError());
      return;
    }
    const max = this.maxBatchRows;
    const rows = max === 0 || call.isAlone ? 0 : batchRows(call.call);
    const batch = rows === 0 || rows >= max ? undefined : gatherBatch(call, this.queue, max);
    if (batch === undefined || batch.calls.length === 1) this.#sendAlone(slot, call);
    else this.#send(slot, batch.calls, batch.rows);
  }

  #sendAlone(slot: WorkerSlot, call: PendingCall): void {
    this.#send(slot, [call], undefined);
  }

  #send(slot: WorkerSlot, calls: readonly PendingCall[], rows: readonly number[] | undefined): void {
    const id = this.#nextId;
    try {
      const frame =
        rows === undefined
          ? encodeCall(id, calls[0]!.call, calls[0]!.parts !== undefined)
          : encodeBatch(
              id,
              calls.map((call) => call.call),
              rows,
            );
      this.#nextId += 1;
      slot.send({ id, calls, rows }, frame);
    } catch (thrown) {
      for (const call of calls) call.reject(thrown as Error);
    }
  }
}
