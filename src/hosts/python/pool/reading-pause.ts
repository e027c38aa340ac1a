import type { PartSink } from './part-sink.ts';

/** A worker's socket is not read: the worker stops at its next part once the socket is full. */
export class ReadingPause {
  readonly sinceMs: number;
  readonly #sink: PartSink;
  #stillSinceMs: number;
  #taken: number;

  constructor(sink: PartSink, nowMs: number) {
    this.sinceMs = nowMs;
    this.#sink = sink;
    this.#stillSinceMs = nowMs;
    this.#taken = sink.taken;
  }

  /** How long the reader has taken nothing, as far as it was asked. */
  stillMs(nowMs: number): number {
    if (this.#sink.taken !== this.#taken) {
      this.#taken = this.#sink.taken;
      this.#stillSinceMs = nowMs;
    }
    return nowMs - this.#stillSinceMs;
  }
}
