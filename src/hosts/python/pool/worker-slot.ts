import type { Log } from '../../../base/index.ts';
import type { JsonObject } from '../../../payload/index.ts';
import type { HostClock } from '../clock.ts';
import type { WorkerEnd } from '../process/worker-end.ts';
import { type WorkerCommand, WorkerProcess } from '../process/worker-process.ts';
import type { Job } from './job.ts';
import type { PartSink } from './part-sink.ts';
import { ReadingPause } from './reading-pause.ts';
import { restartDelayMs, wasHealthy } from './restart-delay.ts';
import { passPart } from './settle-answer.ts';

/** `starting`: the class is being loaded; `waiting`: for its next start after a death. */
export type WorkerState = 'starting' | 'ready' | 'waiting' | 'ended';

export interface WorkerStatus {
  readonly index: number;
  readonly pid: number | undefined;
  readonly state: WorkerState;
  /** Frames that are in the worker now. */
  readonly inFlight: number;
  /** Frames answered since the host started. */
  readonly answered: number;
  readonly restarts: number;
  /** The reader of a stream is behind: the worker waits for it. */
  readonly isPaused: boolean;
}

export interface WorkerSlotOptions {
  readonly index: number;
  readonly command: WorkerCommand;
  readonly startHeader: string;
  readonly hasOneCore: boolean;
  readonly log: Log;
  readonly clock: HostClock;
  readonly onReady: (slot: WorkerSlot, ready: JsonObject) => void;
  /** Throws Error when the answer is malformed. */
  readonly onAnswer: (slot: WorkerSlot, job: Job, header: JsonObject, body: Uint8Array) => void;
  /** All answers that had come have been handed on. */
  readonly onRead: (slot: WorkerSlot) => void;
  /** The worker has died; `jobs` are the ones that it had not answered, in order. */
  readonly onEnd: (slot: WorkerSlot, end: WorkerEnd, jobs: readonly Job[]) => void;
}

/** Weight of the newest call in the running mean of computing times. */
const NEWEST_WEIGHT = 0.125;
/** After a request to stop, then after SIGTERM. */
const STOP_GRACE_MS = 2000;

/** A place for one worker: the processes that fill it one after the other, and the frames in the present one. */
export class WorkerSlot {
  readonly index: number;
  readonly #options: WorkerSlotOptions;
  #process: WorkerProcess | undefined;
  #state: WorkerState = 'starting';
  #jobs: Job[] = [];
  #headSinceMs = 0;
  #computeMs = Number.POSITIVE_INFINITY;
  /** Id of the last answer that was taken from where the worker holds answers back. */
  #takenId = 0;
  #pause: ReadingPause | undefined;
  #answersInRead = 0;
  #answered = 0;
  #answeredByThis = 0;
  #readySinceMs = 0;
  #starts = 0;
  #deathsInRow = 0;
  #failedStarts = 0;
  #isStopping = false;
  #isKilled = false;
  #cancelTimer: () => void = () => {};
  #onStopped: () => void = () => {};

  constructor(options: WorkerSlotOptions) {
    this.index = options.index;
    this.#options = options;
  }

  get state(): WorkerState {
    return this.#state;
  }

  /** True while it can be given frames. */
  get canTake(): boolean {
    return this.#state === 'ready' && !this.#isKilled;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  /** True while nothing of it is read, for the reader of a stream is behind. */
  get isPaused(): boolean {
    return this.#pause !== undefined;
  }

  /** How long that reader has taken nothing; 0 while nothing waits for one. */
  stalledMs(nowMs: number): number {
    return this.#pause?.stillMs(nowMs) ?? 0;
  }

  /** When the frame at the head of the line was begun, as far as the host can tell. */
  get headSinceMs(): number {
    return this.#headSinceMs;
  }

  /** Running mean of the time that a frame takes; infinite while unknown. */
  get computeMs(): number {
    return this.#computeMs;
  }

  /** Starts in a row that did not come to `ready`. */
  get failedStarts(): number {
    return this.#failedStarts;
  }

  /** True once `stop` was called: its end is no crash. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  status(): WorkerStatus {
    const { index, pid, isPaused } = this;
    const restarts = Math.max(this.#starts - 1, 0);
    return {
      index,
      pid,
      state: this.#state,
      inFlight: this.#jobs.length,
      answered: this.#answered,
      restarts,
      isPaused,
    };
  }

  start(): void {
    this.#state = 'starting';
    this.#starts += 1;
    this.#answeredByThis = 0;
    this.#answersInRead = 0;
    this.#isKilled = false;
    try {
      this.#process = this.#open();
    } catch (thrown) {
      // No temporary file, no more file descriptors: tried again like any other failed start.
      const fault = `could not be started (${thrown instanceof Error ? thrown.message : String(thrown)})`;
      this.#onEnd({ exitCode: null, signal: null, failed: undefined, fault, progressId: 0, lastErrorLines: '' });
    }
  }

  #open(): WorkerProcess {
    const { command, clock, log, index, startHeader, hasOneCore } = this.#options;
    return new WorkerProcess({
      ...command,
      startHeader,
      workerIndex: index,
      hasOneCore,
      log,
      clock,
      onReady: (ready) => this.#onReady(ready),
      onAnswer: (header, body) => this.#onAnswer(header, body),
      onHeldAnswer: (header, body) => this.#onHeldAnswer(header, body),
      onRead: () => this.#onRead(),
      onEnd: (end) => this.#onEnd(end),
    });
  }

  send(job: Job, buffers: readonly Uint8Array[]): void {
    if (this.#jobs.length === 0) this.#headSinceMs = this.#options.clock.monotonicMs();
    this.#jobs.push(job);
    this.#process!.send(buffers);
  }

  /** Takes answers that the worker holds back, when it has been at one call for a while. */
  takeHeld(): void {
    if (this.#jobs.length > 0 && this.canTake) this.#process!.takeHeld();
  }

  /** Reads on after a pause, which does not count as computing time. */
  resume(): void {
    const pause = this.#pause;
    if (pause === undefined) return;
    this.#pause = undefined;
    this.#headSinceMs += this.#options.clock.monotonicMs() - pause.sinceMs;
    this.#process?.resume();
  }

  #pauseFor(sink: PartSink): void {
    if (this.#pause !== undefined) return;
    this.#pause = new ReadingPause(sink, this.#options.clock.monotonicMs());
    sink.onRoom = () => this.resume();
    this.#process?.pause();
  }

  /** Starts it again after the back-off; gives the milliseconds until then. */
  restart(): number {
    const delayMs = restartDelayMs(this.#deathsInRow);
    this.#state = 'waiting';
    this.#cancelTimer = this.#options.clock.startTimer(delayMs, () => this.start());
    return delayMs;
  }

  /** Ends the present process at once. */
  kill(): void {
    this.#isKilled = true;
    this.#process?.kill();
  }

  /** Lets the worker end: asked, then SIGTERM, then SIGKILL. Resolves when it has ended. It is never started again. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancelTimer();
    if (this.#state === 'waiting') this.#state = 'ended';
    if (this.#state === 'ended' || this.#process === undefined) return;
    const stopped = new Promise<void>((resolve) => {
      this.#onStopped = resolve;
    });
    const worker = this.#process;
    const { clock } = this.#options;
    worker.stop();
    this.#cancelTimer = clock.startTimer(STOP_GRACE_MS, () => {
      worker.terminate();
      this.#cancelTimer = clock.startTimer(STOP_GRACE_MS, () => worker.kill());
    });
    await stopped;
  }

  #onReady(ready: JsonObject): void {
    if (this.#state !== 'starting') throw new Error('a second ready frame');
    this.#state = 'ready';
    this.#failedStarts = 0;
    this.#readySinceMs = this.#options.clock.monotonicMs();
    this.#options.onReady(this, ready);
  }

  #onAnswer(header: JsonObject, body: Uint8Array): void {
    const job = this.#jobs[0];
    if (job === undefined || header.id !== job.id) {
      if (typeof header.id === 'number' && header.id <= this.#takenId) return;
      throw new Error('an answer to a call that nobody waits for');
    }
    if (header.part === true) {
      const [call] = job.calls;
      if (call?.hasGone() === true) this.#process?.cancel(job.id);
      else passPart(job, header, body);
      if (call?.parts?.isFull === true && !call.hasGone()) this.#pauseFor(call.parts);
      return;
    }
    this.resume();
    this.#jobs.shift();
    this.#answered += 1;
    this.#answeredByThis += 1;
    this.#answersInRead += 1;
    this.#options.onAnswer(this, job, header, body);
  }

  /** What the worker holds back may have been sent all the same, by the time that it is read. */
  #onHeldAnswer(header: JsonObject, body: Uint8Array): void {
    const job = this.#jobs[0];
    if (job === undefined || (typeof header.id === 'number' && header.id < job.id)) return;
    this.#takenId = job.id;
    this.#onAnswer(header, body);
  }

  #onRead(): void {
    const count = this.#answersInRead;
    if (count > 0) {
      this.#answersInRead = 0;
      const nowMs = this.#options.clock.monotonicMs();
      const tookMs = (nowMs - this.#headSinceMs) / count;
      this.#headSinceMs = nowMs;
      const weight = 1 - (1 - NEWEST_WEIGHT) ** count;
      this.#computeMs =
        this.#computeMs === Number.POSITIVE_INFINITY ? tookMs : this.#computeMs + weight * (tookMs - this.#computeMs);
    }
    this.#options.onRead(this);
  }

  #onEnd(end: WorkerEnd): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#pause = undefined;
    if (this.#state === 'ready') {
      const readyMs = this.#options.clock.monotonicMs() - this.#readySinceMs;
      this.#deathsInRow = wasHealthy(readyMs, this.#answeredByThis) ? 1 : this.#deathsInRow + 1;
    } else {
      this.#deathsInRow += 1;
      this.#failedStarts += 1;
    }
    this.#state = 'ended';
    this.#cancelTimer();
    this.#onStopped();
    this.#options.onEnd(this, end, jobs);
  }
}
