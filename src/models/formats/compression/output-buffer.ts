import { LIMITS } from '../limits.ts';
import { malformed } from '../model-file-error.ts';

/** Most bytes that a compressed input of this size may become: a bomb is told by its ratio. */
export function inflatedLimit(compressedBytes: number, ratio: number = LIMITS.inflatedRatio): number {
  return Math.min(LIMITS.inflatedBytes, LIMITS.inflatedFreeBytes + compressedBytes * ratio);
}

/** Fewer bytes than these are quicker copied one by one. */
const LEAST_BULK = 64;

/** Bytes that grow while a decoder writes them, up to a limit. */
export class OutputBuffer {
  bytes: Uint8Array;
  length = 0;
  readonly #limit: number;

  /** `size`: of what will be written, where it was counted before. */
  constructor(compressedBytes: number, size?: number) {
    this.#limit = size ?? inflatedLimit(compressedBytes);
    this.bytes = new Uint8Array(size ?? Math.min(this.#limit, Math.max(1024, compressedBytes * 4)));
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.bytes.length) return;
    if (wanted > this.#limit) throw tooLarge(this.#limit);
    const larger = new Uint8Array(Math.min(this.#limit, Math.max(wanted, this.bytes.length * 2)));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  push(byte: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Repeats `count` bytes that stand `distance` before the end; they may overlap what is being written. */
  copyBack(distance: number, count: number): void {
    if (distance <= 0 || distance > this.length)
      throw malformed('compressed data refers to bytes before its beginning');
    this.reserve(count);
    const { bytes } = this;
    const from = this.length - distance;
    const to = this.length;
    if (count < LEAST_BULK) for (let i = 0; i < count; i++) bytes[to + i] = bytes[from + i]!;
    // What was written repeats as well, so that each step may copy twice as much.
    else
      for (let done = 0; done < count; ) {
        const step = Math.min(distance + done, count - done);
        bytes.copyWithin(to + done, from, from + step);
        done += step;
      }
    this.length = to + count;
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

export function tooLarge(limit: number): Error {
  return malformed(
    `decompressed size is beyond the limit of ${limit} bytes for a file of this size (a decompression bomb?)`,
  );
}
