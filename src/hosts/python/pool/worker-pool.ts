import { createListeners, type Log, type RadiantError } from '../../../base/index.ts';
import type { Call, JsonObject, Outcome } from '../../../payload/index.ts';
import type { HostClock } from '../clock.ts';
import { describeEnd, type WorkerEnd } from '../process/worker-end.ts';
import type { WorkerCommand } from '../process/worker-process.ts';
import { createClosingError, createFailingError } from './call-errors.ts';
import { CallTimer } from './call-timer.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Job } from './job.ts';
import type { PartSink } from './part-sink.ts';
import { PendingCall } from './pending-call.ts';
import { type Ready, readReady } from './ready.ts';
import { settleAfterDeath } from './settle-after-death.ts';
import { settleAnswer } from './settle-answer.ts';
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
  /** True when the server and its workers have one core between them. */
  readonly hasOneCore: boolean;
  /** 0 = none. */
  readonly timeoutMs: number;
  /** Rows; undefined leaves it to the class. */
  readonly maxBatchSize: number | undefined;
  readonly maxQueueLength: number;
  readonly log: Log;
  readonly clock: HostClock;
  readonly onStateChange?: (status: PoolStatus) => void;
}

/** So many failed starts in a row of every worker mean that waiting is in vain. */
const MAX_FAILED_STARTS = 3;

/**
 * Spreads calls over worker processes and brings their answers back. A worker that dies is started again; what it had
 * not begun goes to another one, what it was computing is answered WORKER_CRASHED.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: readonly WorkerSlot[];
  readonly #dispatcher: Dispatcher;
  readonly #timer: CallTimer;
  readonly #watching = createListeners();
  #ready: Ready | undefined;
  #isOpen = false;
  #isClosing = false;
  /** Why no worker can be started; undefined while there is hope. */
  #hopeless: RadiantError | undefined;
  #openResult: { resolve: (ready: Ready) => void; reject: (error: Error) => void } | undefined;
  #onDrained: () => void = () => {};
  #closed: Promise<void> | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.workers }, (_, index) => this.#makeSlot(index));
    const { clock, log, timeoutMs, maxQueueLength } = options;
    this.#dispatcher = new Dispatcher({ slots: this.#slots, maxQueueLength, clock });
    const { queue } = this.#dispatcher;
    const onTick = (): void => this.#tellIfDrained();
    this.#timer = new CallTimer({ clock, log, timeoutMs, queue, slots: this.#slots, onTick });
  }

  /** Starts all workers; resolves when every one has loaded the class. Throws what `createStartError` makes. */
  async open(signal?: AbortSignal): Promise<Ready> {
    const onAbort = (): void => this.#openResult?.reject(createClosingError());
    try {
      const ready = await new Promise<Ready>((resolve, reject) => {
        this.#openResult = { resolve, reject };
        if (signal?.aborted) {
          onAbort();
          return;
        }
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
    return Math.max(this.#dispatcher.maxBatchRows, 1);
  }

  /** With `parts` the answers of a hook that yields are given one by one, and the promise resolves after the last. */
  call(call: Call, parts?: PartSink): Promise<Outcome> {
    const refusal = this.#isClosing ? createClosingError() : this.#hopeless;
    if (refusal !== undefined) return Promise.reject(refusal);
    this.#timer.start();
    return new Promise((resolve, reject) => {
      this.#dispatcher.accept(new PendingCall(call, this.#options.clock.monotonicMs(), resolve, reject, parts));
    });
  }

  isReady(): boolean {
    return this.#isOpen && !this.#isClosing && this.#slots.some((slot) => slot.canTake);
  }

  /** Tells `listener` when a worker came, went or takes no more calls. */
  watchReady(listener: () => void): () => void {
    return this.#watching.add(listener);
  }

  status(): PoolStatus {
    const workers = this.#slots.map((slot) => slot.status());
    return { isReady: this.isReady(), workers, queueLength: this.#dispatcher.queue.length };
  }

  /** Waits for the calls that are here, then ends the workers. When the signal fires all are ended at once. */
  close(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) this.#endAtOnce();
    else signal?.addEventListener('abort', () => this.#endAtOnce(), { once: true });
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  #makeSlot(index: number): WorkerSlot {
    const { command, log, clock, startHeader, hasOneCore } = this.#options;
    return new WorkerSlot({
      index,
      command,
      startHeader: startHeader(index),
      hasOneCore,
      log,
      clock,
      onReady: (slot, ready) => this.#onReady(slot, ready),
      onAnswer: (slot, job, header, body) => this.#onAnswer(slot, job, header, body),
      onRead: (slot) => this.#onRead(slot),
      onEnd: (slot, end, jobs) => this.#onEnd(slot, end, jobs),
    });
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
    this.#dispatcher.pump();
  }

  #onAnswer(slot: WorkerSlot, job: Job, header: JsonObject, body: Uint8Array): void {
    const { className, log } = this.#options;
    const settled = settleAnswer({ job, header, body, className, log, worker: slot });
    if (settled.isUnsplittable) this.#dispatcher.maxBatchRows = 0;
    if (settled.again.length > 0) this.#dispatcher.queue.pushFront(settled.again);
  }

  #onRead(slot: WorkerSlot): void {
    this.#dispatcher.refill(slot);
    this.#tellIfDrained();
  }

  #configure(ready: Ready): void {
    const { maxBatchSize, log, className } = this.#options;
    this.#ready = ready;
    const rows = maxBatchSize ?? ready.ownMaxBatchSize ?? 1;
    if (rows <= 1) return;
    if (ready.isBatchable) this.#dispatcher.maxBatchRows = rows;
    else log.warning(`${className} is not micro-batched: it has hooks that look at one request (tags, metrics or raw)`);
  }

  #onEnd(slot: WorkerSlot, end: WorkerEnd, jobs: readonly Job[]): void {
    if (!this.#isOpen) {
      this.#openResult?.reject(createStartError(this.#options.className, end));
      return;
    }
    const { queue } = this.#dispatcher;
    this.#timer.noteDeath();
    const again = settleAfterDeath(end, jobs);
    queue.pushFront(again);
    const isOver = this.#isClosing && queue.length === 0;
    if (!slot.isStopping && !isOver) {
      this.#logDeath(slot, end, again.length, slot.restart());
      if (this.#slots.every((other) => other.failedStarts >= MAX_FAILED_STARTS)) this.#giveUpHope(end);
    }
    this.#tellState();
    this.#dispatcher.pump();
    this.#tellIfDrained();
  }

  #logDeath(slot: WorkerSlot, end: WorkerEnd, again: number, delayMs: number): void {
    const { log, className } = this.#options;
    const start = slot.failedStarts > 0 ? createStartError(className, end) : undefined;
    const what = start === undefined ? `a Python worker ${describeEnd(end)}` : start.message;
    const calls = again === 0 ? '' : `, what it had not begun goes to another one (${again})`;
    const traceback = typeof end.failed?.traceback === 'string' ? end.failed.traceback : undefined;
    log.error(`${what}${calls}; it is started again in ${delayMs} ms`, { worker: slot.index, traceback });
  }

  #giveUpHope(end: WorkerEnd): void {
    this.#hopeless = createFailingError(createStartError(this.#options.className, end).message);
    this.#rejectWaiting(this.#hopeless);
  }

  #rejectWaiting(error: RadiantError): void {
    const { queue } = this.#dispatcher;
    for (let call = queue.shift(); call !== undefined; call = queue.shift()) call.reject(error);
  }

  #tellState(): void {
    this.#options.onStateChange?.(this.status());
    this.#watching.tell();
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
    if (this.#isClosing && this.#dispatcher.queue.length === 0 && this.#slots.every((slot) => slot.jobs.length === 0)) {
      this.#onDrained();
    }
  }

  #endAtOnce(): void {
    this.#isClosing = true;
    this.#rejectWaiting(createClosingError());
    for (const slot of this.#slots) {
      for (const job of slot.jobs) for (const call of job.calls) call.reject(createClosingError());
      slot.kill();
    }
    this.#onDrained();
  }
}
