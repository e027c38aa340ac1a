import { type Log, RadiantError } from '../../../base/index.ts';
import type { Call, JsonObject, Outcome } from '../../../payload/index.ts';
import type { HostClock } from '../clock.ts';
import { type Answer, decodeAnswer } from '../frames/decode-answer.ts';
import { encodeBatch, encodeCall } from '../frames/encode-call.ts';
import { describeEnd, type WorkerEnd } from '../process/worker-end.ts';
import type { WorkerCommand } from '../process/worker-process.ts';
import {
  createCancelledError,
  createClosingError,
  createDeadlineError,
  createFailingError,
  createNoWorkerError,
  createQueueFullError,
  createTimeoutError,
} from './call-errors.ts';
import { CallQueue } from './call-queue.ts';
import type { Job } from './job.ts';
import { batchRows, gatherBatch, splitOutcome } from './micro-batch.ts';
import { PendingCall } from './pending-call.ts';
import { type Ready, readReady } from './ready.ts';
import { settleAfterDeath } from './settle-after-death.ts';
import { createStartError } from './start-failure.ts';
import { WorkerSlot, type WorkerStatus } from './worker-slot.ts';

export interface PoolStatus {
  readonly isReady: boolean;
  readonly workers: readonly WorkerStatus[];
  /** Calls that no worker has yet. */
  readonly queueLength: number;
}

export interface WorkerPoolOptions {
  readonly command: WorkerCommand;
  readonly className: string;
  /** The first frame's header for the worker of this index. */
  readonly startHeader: (workerIndex: number) => string;
  readonly workers: number;
  /** 0 = none. */
  readonly timeoutMs: number;
  /** Rows; undefined leaves it to the class. */
  readonly maxBatchSize: number | undefined;
  readonly maxQueueLength: number;
  readonly log: Log;
  readonly clock: HostClock;
  readonly onStateChange?: (status: PoolStatus) => void;
}

/**
 * Frames that may wait in a worker's socket, so that it never idles and several travel in one system call (measured on one
 * core with 16 callers: 56 us of the host's time per call with 2, 35 with 4, 28 with 8). Less when other workers could take them.
 */
const MAX_DEPTH_OF_ONE = 8;
const MAX_DEPTH_OF_MANY = 4;
/** Calls may wait so long in a socket at most, by what calls took so far: longer calls gain nothing from it. */
const MAX_COMMITTED_MS = 4;
/** Timeouts, deadlines and gone callers are looked at this often, while there are calls. */
const TICK_MS = 20;
/** A call waits for a worker to be started again as long as it may compute, but at least so long: loading takes its time. */
const MIN_RESTART_WAIT_MS = 30_000;
/** So many failed starts in a row of every worker mean that waiting is in vain. */
const MAX_FAILED_STARTS = 3;

/**
 * Spreads calls over worker processes and brings their answers back. A worker that dies is started again; what it had
 * not begun goes to another one, what it was computing is answered WORKER_CRASHED.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: readonly WorkerSlot[];
  readonly #queue = new CallQueue();
  #nextId = 1;
  #maxBatchRows = 0;
  #ready: Ready | undefined;
  #isOpen = false;
  #isClosing = false;
  #isTicking = false;
  #isPumpPlanned = false;
  /** Why no worker can be started; undefined while there is hope. */
  #hopeless: RadiantError | undefined;
  #openResult: { resolve: (ready: Ready) => void; reject: (error: Error) => void } | undefined;
  /** When the last worker that was ready has died. */
  #aloneSinceMs = 0;
  #onDrained: () => void = () => {};
  #closed: Promise<void> | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.workers }, (_, index) => this.#makeSlot(index));
  }

  /** Starts all workers; resolves when every one has loaded the class. Throws what `createStartError` makes. */
  async open(signal?: AbortSignal): Promise<Ready> {
    const onAbort = (): void => this.#openResult?.reject(createClosingError());
    try {
      const ready = await new Promise<Ready>((resolve, reject) => {
        this.#openResult = { resolve, reject };
        signal?.throwIfAborted();
        signal?.addEventListener('abort', onAbort, { once: true });
        for (const slot of this.#slots) slot.start();
      });
      return ready;
    } catch (thrown) {
      this.#isClosing = true;
      const ended = this.#slots.map((slot) => slot.stop());
      for (const slot of this.#slots) slot.kill();
      await Promise.all(ended);
      throw thrown;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Rows of the largest micro-batch; 1 when there are none. */
  get maxBatchSize(): number {
    return Math.max(this.#maxBatchRows, 1);
  }

  call(call: Call): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#accept(new PendingCall(call, this.#options.clock.monotonicMs(), resolve, reject));
    });
  }

  isReady(): boolean {
    return this.#isOpen && !this.#isClosing && this.#hasReadyWorker();
  }

  status(): PoolStatus {
    const workers = this.#slots.map((slot) => slot.status());
    return { isReady: this.isReady(), workers, queueLength: this.#queue.length };
  }

  /** Waits for the calls that are here, then ends the workers. When the signal fires all are ended at once. */
  close(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) this.#endAtOnce();
    else signal?.addEventListener('abort', () => this.#endAtOnce(), { once: true });
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  #makeSlot(index: number): WorkerSlot {
    const { command, log, clock, startHeader } = this.#options;
    return new WorkerSlot({
      index,
      command,
      startHeader: startHeader(index),
      log,
      clock,
      onReady: (slot, ready) => this.#onReady(slot, ready),
      onAnswer: (slot, job, header, body) => this.#onAnswer(slot, job, header, body),
      onRead: (slot) => this.#refill(slot),
      onEnd: (slot, end, jobs) => this.#onEnd(slot, end, jobs),
    });
  }

  #hasReadyWorker(): boolean {
    return this.#slots.some((slot) => slot.state === 'ready');
  }

  // Calls in

  #accept(call: PendingCall): void {
    const refusal = this.#isClosing ? createClosingError() : this.#hopeless;
    if (refusal !== undefined) {
      call.reject(refusal);
      return;
    }
    this.#startTicking();
    if (this.#maxBatchRows > 0) {
      if (this.#enqueue(call)) this.#planPump();
      return;
    }
    const slot = this.#queue.length === 0 ? this.#freeSlot() : undefined;
    if (slot === undefined) this.#enqueue(call);
    else if (!this.#isLate(call)) this.#sendAlone(slot, call);
  }

  #enqueue(call: PendingCall): boolean {
    const { maxQueueLength } = this.#options;
    if (this.#queue.length >= maxQueueLength) {
      call.reject(createQueueFullError(maxQueueLength));
      return false;
    }
    this.#queue.push(call);
    return true;
  }

  /** Batches form of all calls that this turn of the event loop brings, hence not at once. */
  #planPump(): void {
    if (this.#isPumpPlanned) return;
    this.#isPumpPlanned = true;
    setImmediate(() => {
      this.#isPumpPlanned = false;
      this.#pump();
    });
  }

  // Calls to workers

  #pump(): void {
    while (this.#queue.length > 0) {
      const slot = this.#freeSlot();
      if (slot === undefined) break;
      this.#sendNext(slot);
    }
    this.#tellIfDrained();
  }

  /** The worker with the fewest frames that can take one more. */
  #freeSlot(): WorkerSlot | undefined {
    let best: WorkerSlot | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#slots.length; i += 1) {
      const slot = this.#slots[i]!;
      const load = slot.jobs.length;
      if (load < fewest && slot.state === 'ready' && load < this.#depthOf(slot)) {
        best = slot;
        fewest = load;
      }
    }
    return best;
  }

  /** Frames that may be in a worker at once; as many as it computes in a moment, for nobody can take them back. */
  #depthOf(slot: WorkerSlot): number {
    if (this.#maxBatchRows > 0) return 1;
    const most = this.#slots.length === 1 ? MAX_DEPTH_OF_ONE : MAX_DEPTH_OF_MANY;
    return Math.max(1, Math.min(most, Math.floor(MAX_COMMITTED_MS / slot.computeMs)));
  }

  /** Tops a worker up before it runs dry, several frames in one write, and leaves the other workers their share. */
  #refill(slot: WorkerSlot): void {
    const depth = this.#depthOf(slot);
    const load = slot.jobs.length;
    if (load <= depth >> 1) {
      const share = Math.ceil(this.#queue.length / this.#slots.length);
      const wanted = Math.min(depth, load + share);
      while (slot.jobs.length < wanted && this.#queue.length > 0) this.#sendNext(slot);
    }
    this.#tellIfDrained();
  }

  #sendNext(slot: WorkerSlot): void {
    const call = this.#queue.shift();
    if (call === undefined || this.#isLate(call)) return;
    if (call.hasGone()) {
      call.reject(createCancelledError());
      return;
    }
    const max = this.#maxBatchRows;
    const rows = max === 0 || call.isAlone ? 0 : batchRows(call.call);
    const batch = rows === 0 || rows >= max ? undefined : gatherBatch(call, this.#queue, max);
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
          ? encodeCall(id, calls[0]!.call)
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

  // Answers

  #onAnswer(slot: WorkerSlot, job: Job, header: JsonObject, body: Uint8Array): void {
    let answer: Answer;
    try {
      answer = decodeAnswer(header, body);
    } catch (thrown) {
      const message = 'the Python worker gave an answer that cannot be read; the log has more';
      const error = new RadiantError('UNAVAILABLE', message, { reason: 'WORKER_CRASHED', cause: thrown });
      for (const call of job.calls) call.reject(error);
      throw thrown;
    }
    if (job.rows === undefined) this.#settle(slot, job.calls[0]!, answer);
    else this.#settleBatch(job.calls, job.rows, answer);
  }

  #settle(slot: WorkerSlot, call: PendingCall, answer: Answer): void {
    if (answer.kind === 'outcome') {
      call.resolve(answer.outcome);
      return;
    }
    if (answer.traceback !== undefined) {
      const { index, pid } = slot;
      const where = `${call.call.verb} of ${this.#options.className}`;
      const fields = { worker: index, pid, traceback: answer.traceback };
      this.#options.log.error(`${where} raised an exception: ${answer.error.message}`, fields);
    }
    call.reject(answer.error);
  }

  #settleBatch(calls: readonly PendingCall[], rows: readonly number[], answer: Answer): void {
    const parts = answer.kind === 'outcome' ? splitOutcome(answer.outcome, rows) : undefined;
    if (parts !== undefined) {
      for (let i = 0; i < calls.length; i += 1) calls[i]!.resolve(parts[i]!);
      return;
    }
    if (answer.kind === 'outcome') {
      this.#maxBatchRows = 0;
      const cause = 'predict does not give one row per row, or gives tags or metrics';
      this.#options.log.warning(`micro-batching of ${this.#options.className} is switched off: ${cause}`);
    }
    this.#requeueAlone(calls);
  }

  #requeueAlone(calls: readonly PendingCall[]): void {
    const waiting = calls.filter((call) => !call.isSettled);
    for (const call of waiting) call.isAlone = true;
    this.#queue.pushFront(waiting);
  }

  // Workers that come and go

  #onReady(slot: WorkerSlot, header: JsonObject): void {
    const ready = readReady(header);
    this.#hopeless = undefined;
    if (this.#ready === undefined) this.#configure(ready);
    if (this.#isOpen) this.#options.log.info('a Python worker is ready again', { worker: slot.index, pid: slot.pid });
    else if (this.#slots.every((other) => other.state === 'ready')) {
      this.#isOpen = true;
      this.#openResult?.resolve(this.#ready ?? ready);
    }
    this.#tellState();
    this.#pump();
  }

  #configure(ready: Ready): void {
    const { maxBatchSize, log, className } = this.#options;
    this.#ready = ready;
    const rows = maxBatchSize ?? ready.ownMaxBatchSize ?? 1;
    if (rows <= 1) return;
    if (ready.isBatchable) this.#maxBatchRows = rows;
    else log.warning(`${className} is not micro-batched: it has hooks that look at one request (tags, metrics or raw)`);
  }

  #onEnd(slot: WorkerSlot, end: WorkerEnd, jobs: readonly Job[]): void {
    if (!this.#isOpen) {
      this.#openResult?.reject(createStartError(this.#options.className, end));
      return;
    }
    this.#aloneSinceMs = this.#options.clock.monotonicMs();
    const again = settleAfterDeath(end, jobs);
    this.#queue.pushFront(again);
    if (!slot.isStopping) {
      this.#logDeath(slot, end, again.length, slot.restart());
      if (this.#slots.every((other) => other.failedStarts >= MAX_FAILED_STARTS)) this.#giveUpHope(end);
    }
    this.#tellState();
    this.#pump();
  }

  #logDeath(slot: WorkerSlot, end: WorkerEnd, again: number, delayMs: number): void {
    const { log, className } = this.#options;
    const start = slot.failedStarts > 0 ? createStartError(className, end) : undefined;
    const what = start === undefined ? `a Python worker ${describeEnd(end)}` : start.message;
    const calls = again === 0 ? '' : `, ${again} calls go to another one`;
    const traceback = typeof end.failed?.traceback === 'string' ? end.failed.traceback : undefined;
    log.error(`${what}${calls}; it is started again in ${delayMs} ms`, { worker: slot.index, traceback });
  }

  #giveUpHope(end: WorkerEnd): void {
    this.#hopeless = createFailingError(createStartError(this.#options.className, end).message);
    for (let call = this.#queue.shift(); call !== undefined; call = this.#queue.shift()) call.reject(this.#hopeless);
  }

  #tellState(): void {
    this.#options.onStateChange?.(this.status());
  }

  // Time

  #startTicking(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#options.clock.startTimer(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    this.#isTicking = false;
    this.#checkQueue();
    for (const slot of this.#slots) this.#checkSlot(slot);
    if (this.#queue.length > 0 || this.#slots.some((slot) => slot.jobs.length > 0)) this.#startTicking();
    this.#tellIfDrained();
  }

  #checkQueue(): void {
    const { timeoutMs, clock } = this.#options;
    const waitMs = Math.max(timeoutMs, MIN_RESTART_WAIT_MS);
    const oldestMs = clock.monotonicMs() - waitMs;
    const isLost = timeoutMs > 0 && this.#aloneSinceMs < oldestMs && !this.#hasReadyWorker();
    for (let next = this.#queue.first; next !== undefined; ) {
      const call = next;
      next = call.next;
      if (this.#isLate(call)) this.#queue.remove(call);
      else if (isLost && call.arrivedMs < oldestMs) {
        this.#queue.remove(call);
        call.reject(createNoWorkerError(waitMs));
      } else if (!call.isWatched) this.#watch(call);
    }
  }

  #watch(call: PendingCall): void {
    call.watch(() => {
      if (!call.isQueued) return;
      this.#queue.remove(call);
      call.reject(createCancelledError());
      this.#tellIfDrained();
    });
  }

  #checkSlot(slot: WorkerSlot): void {
    const { timeoutMs, clock, log } = this.#options;
    for (const job of slot.jobs) for (const call of job.calls) this.#isLate(call);
    const head = slot.jobs[0];
    if (timeoutMs === 0 || head === undefined || clock.monotonicMs() - slot.headSinceMs <= timeoutMs) return;
    log.error(`a call took longer than ${timeoutMs} ms: its Python worker is ended`, {
      worker: slot.index,
      pid: slot.pid,
    });
    // One call of a batch hangs and nobody knows which: each is computed again by itself.
    if (head.rows === undefined) head.calls[0]!.reject(createTimeoutError(timeoutMs));
    slot.kill();
  }

  /** Rejects a call whose deadline has passed; true when nobody waits for the call any more. */
  #isLate(call: PendingCall): boolean {
    const { deadlineMs } = call.call;
    if (deadlineMs !== undefined && deadlineMs <= this.#options.clock.epochMs()) call.reject(createDeadlineError());
    return call.isSettled;
  }

  // The end

  async #shutDown(): Promise<void> {
    this.#isClosing = true;
    this.#tellState();
    await new Promise<void>((resolve) => {
      this.#onDrained = resolve;
      this.#tellIfDrained();
    });
    await Promise.all(this.#slots.map((slot) => slot.stop()));
    this.#tellState();
  }

  #tellIfDrained(): void {
    if (this.#isClosing && this.#queue.length === 0 && this.#slots.every((slot) => slot.jobs.length === 0)) {
      this.#onDrained();
    }
  }

  #endAtOnce(): void {
    this.#isClosing = true;
    for (let call = this.#queue.shift(); call !== undefined; call = this.#queue.shift()) {
      call.reject(createClosingError());
    }
    for (const slot of this.#slots) {
      for (const job of slot.jobs) for (const call of job.calls) call.reject(createClosingError());
      slot.kill();
    }
    this.#onDrained();
  }
}
