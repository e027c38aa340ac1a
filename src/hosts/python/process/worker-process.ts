import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Environment, Log } from '../../../base/index.ts';
import type { JsonObject } from '../../../payload/index.ts';
import type { HostClock } from '../clock.ts';
import { assertBodySize } from '../frames/decode-answer.ts';
import { isObject } from '../frames/decode-section.ts';
import { encodeFrame } from '../frames/frame.ts';
import { FrameReader } from '../frames/frame-reader.ts';
import { openProgressFile, type ProgressFile, type ProgressNote } from './progress-file.ts';
import { SendBuffer } from './send-buffer.ts';
import type { WorkerEnd } from './worker-end.ts';
import { logRecordOf, WorkerLog } from './worker-log.ts';

/** How a worker is started. */
export interface WorkerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
}

export interface WorkerProcessOptions extends WorkerCommand {
  /** Header of the first frame. */
  readonly startHeader: string;
  readonly workerIndex: number;
  /** True when the server and its workers have one core between them. */
  readonly hasOneCore: boolean;
  readonly log: Log;
  readonly clock: HostClock;
  readonly onReady: (ready: JsonObject) => void;
  /** Throws Error when nobody waits for this answer: the worker is then ended. */
  readonly onAnswer: (header: JsonObject, body: Uint8Array) => void;
  /** An answer that the worker holds back or had not sent when it ended; it may have come, or come again, as `onAnswer`. */
  readonly onHeldAnswer: (header: JsonObject, body: Uint8Array) => void;
  /** Called after all answers of one piece of the socket's stream: what is sent then leaves in one write. */
  readonly onRead: () => void;
  /** Called once, after everything that the worker sent has been handed on. */
  readonly onEnd: (end: WorkerEnd) => void;
}

/** Turns of the event loop in which calls are gathered for one write, where server and worker share a core. */
const MAX_GATHERING_TURNS = 4;
/** After its end, what a worker sent is still read; a process that it left behind may hold its socket open, so not for ever. */
const DRAIN_MS = 250;
/** A worker that has closed its socket but does not end is no use to anybody. */
const CLOSED_SOCKET_MS = 2000;

/** One life of a worker: the process, its socket, its output, and its end. */
export class WorkerProcess {
  readonly #options: WorkerProcessOptions;
  readonly #child: ChildProcess;
  readonly #socket: Socket | undefined;
  readonly #progress: ProgressFile;
  readonly #log: WorkerLog;
  readonly #reader: FrameReader;
  readonly #sending: SendBuffer;
  #lastNote: ProgressNote | undefined;
  #failed: JsonObject | undefined;
  #fault: string | undefined;
  #ended = false;
  #receivedSinceExit = false;
  #cancelTimer: () => void = () => {};

  constructor(options: WorkerProcessOptions) {
    this.#options = options;
    this.#progress = openProgressFile(options.env);
    this.#child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: { ...options.env },
      // A group of its own: Ctrl-C must reach only the server, which then lets the calls in flight end.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', this.#progress.fd],
    });
    // Node leaves stdio out when it could not even make the pipes.
    this.#socket = (this.#child.stdio?.[3] ?? undefined) as Socket | undefined;
    this.#log = new WorkerLog(options.log.child({ worker: options.workerIndex, pid: this.#child.pid }), options.clock);
    this.#reader = new FrameReader({ check: checkFrame, onFrame: (header, body) => this.#onFrame(header, body) });
    this.#sending = new SendBuffer(this.#socket, options.hasOneCore ? MAX_GATHERING_TURNS : 0);
    this.#listen();
    this.send(encodeFrame(options.startHeader, []));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Frames of one turn of the event loop leave in one system call. */
  send(buffers: readonly Uint8Array[]): void {
    if (!this.#ended) this.#sending.push(buffers);
  }

  /**
   * Takes the answers that the worker holds back while it computes, if it has been at the same call since the last time that this
   * was asked: short calls that a long one follows must not wait for it.
   */
  takeHeld(): void {
    if (this.#ended || this.#fault !== undefined) return;
    const note = this.#progress.read();
    const last = this.#lastNote;
    this.#lastNote = note;
    if (note.heldBytes === 0 || note.id !== last?.id || note.sendings !== last.sendings) return;
    this.#readHeld();
    this.#options.onRead();
  }

  /** Reads no more of what the worker sends, until `resume`. What a dead worker left is read all the same. */
  pause(): void {
    if (!this.#ended && this.#child.exitCode === null && this.#child.signalCode === null) this.#socket?.pause();
  }

  resume(): void {
    if (!this.#ended) this.#socket?.resume();
  }

  /** Stops a hook that yields at its next answer: its caller has gone. */
  cancel(id: number): void {
    if (!this.#ended) this.#progress.cancel(id);
  }

  /** Asks the worker to end after the calls that it has. */
  stop(): void {
    this.send(encodeFrame('{"stop":true}', []));
  }

  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  /** Ends the worker and whatever it has started, at once. */
  kill(): void {
    const { pid } = this.#child;
    if (pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null) killGroup(pid);
  }

  #listen(): void {
    const child = this.#child;
    child.on('error', (error) => {
      this.#fault ??= `could not be started (${error.message})`;
      if (child.pid === undefined) this.#end();
    });
    child.on('exit', () => this.#onExit());
    child.on('close', () => this.#end());
    (child.stdout as Readable | null | undefined)?.on('data', (chunk: Buffer) => this.#log.pushOut(chunk));
    (child.stderr as Readable | null | undefined)?.on('data', (chunk: Buffer) => this.#log.pushErr(chunk));
    const socket = this.#socket;
    if (socket === undefined) return;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('end', () => this.#onSocketEnd());
    // A write to a worker that has just died fails; its exit tells all there is to know.
    socket.on('error', () => this.#onSocketEnd());
  }

  #onData(chunk: Buffer): void {
    this.#receivedSinceExit = true;
    if (this.#fault !== undefined) return;
    try {
      this.#reader.push(chunk);
      this.#options.onRead();
      this.#sending.flush();
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      this.#fault = `was ended, for it sent what is no frame (${detail})`;
      this.kill();
    }
  }

  #onFrame(header: JsonObject, body: Uint8Array): void {
    if (header.id !== undefined) {
      this.#options.onAnswer(header, body);
      return;
    }
    const record = logRecordOf(header);
    if (record !== undefined) this.#log.pushRecord(record);
    else if (isObject(header.ready)) this.#options.onReady(header.ready);
    else if (isObject(header.failed)) this.#failed = header.failed;
    else throw new Error('a frame that is no answer, ready, failed or log');
  }

  #readHeld(): void {
    const { onHeldAnswer } = this.#options;
    try {
      const reader = new FrameReader({ check: checkFrame, onFrame: onHeldAnswer });
      reader.push(this.#progress.readHeld());
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      this.#fault ??= `was ended, for it held back what is no frame (${detail})`;
      this.kill();
    }
  }

  #onSocketEnd(): void {
    if (this.#ended || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.startTimer(CLOSED_SOCKET_MS, () => {
      this.#fault ??= 'was ended, for it had closed its socket';
      this.kill();
    });
  }

  #onExit(): void {
    // Whatever user code has started must not outlive the worker; the group still has its number while it has members.
    if (this.#child.pid !== undefined) killGroup(this.#child.pid);
    this.#socket?.resume();
    this.#waitForRest();
  }

  #waitForRest(): void {
    this.#receivedSinceExit = false;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.startTimer(DRAIN_MS, () => {
      if (this.#receivedSinceExit) this.#waitForRest();
      else this.#end();
    });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#log.end();
    this.#socket?.destroy();
    // They end by themselves, unless a process that left the group holds them open: that must not keep the server alive.
    (this.#child.stdout as Socket | null | undefined)?.unref();
    (this.#child.stderr as Socket | null | undefined)?.unref();
    if (this.#fault === undefined) this.#readHeld();
    const progressId = this.#progress.read().id;
    this.#progress.close();
    this.#options.onEnd({
      exitCode: this.#child.exitCode,
      signal: this.#child.signalCode,
      failed: this.#failed,
      fault: this.#fault,
      progressId,
      lastErrorLines: this.#log.lastErrorLines(),
    });
  }
}

function checkFrame(header: JsonObject, bodyBytes: number): void {
  assertBodySize(header, bodyBytes);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (thrown) {
    // ESRCH: nobody is left in the group. EPERM: the last member is a zombie or has another user's rights.
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw thrown;
  }
}
