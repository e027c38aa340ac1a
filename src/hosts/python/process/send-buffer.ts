import type { Writable } from 'node:stream';

/** Up to this size frames are copied together: cheaper than a list of small ones. */
const JOIN_LIMIT_BYTES = 64 * 1024;

/**
 * Gathers what is sent in one turn of the event loop, for one write. With `maxMoreTurns` it goes on as long as each turn brings more,
 * at most so many: where server and worker share a core the worker could not run meanwhile in any case.
 */
export class SendBuffer {
  readonly #socket: Writable | undefined;
  readonly #maxMoreTurns: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isPlanned = false;

  /** Without a socket everything is dropped: the worker could not be started. */
  constructor(socket: Writable | undefined, maxMoreTurns: number) {
    this.#socket = socket;
    this.#maxMoreTurns = maxMoreTurns;
  }

  push(buffers: readonly Uint8Array[]): void {
    for (let i = 0; i < buffers.length; i += 1) {
      const buffer = buffers[i]!;
      this.#waiting.push(buffer);
      this.#waitingBytes += buffer.byteLength;
    }
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#plan(this.#maxMoreTurns, 0);
  }

  #plan(moreTurns: number, seen: number): void {
    setImmediate(() => {
      if (moreTurns > 0 && this.#waiting.length > seen) {
        this.#plan(moreTurns - 1, this.#waiting.length);
        return;
      }
      this.#isPlanned = false;
      this.flush();
    });
  }

  /** Sends at once what has been gathered. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const sizeBytes = this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (this.#socket === undefined) return;
    if (waiting.length === 1) this.#socket.write(waiting[0]!);
    else if (sizeBytes <= JOIN_LIMIT_BYTES) this.#socket.write(Buffer.concat(waiting, sizeBytes));
    else {
      this.#socket.cork();
      for (const buffer of waiting) this.#socket.write(buffer);
      this.#socket.uncork();
    }
  }
}
