/** Longest line between chunks: a size and what a server may say behind it. */
const MAX_LINE_BYTES = 4096;
/** All trailers together. */
const MAX_TRAILER_BYTES = 64 * 1024;
const SIZE_LINE = /^([0-9a-fA-F]{1,12})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/;
const TRAILER_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/;
const CR = 13;
const LF = 10;

type Phase = 'size' | 'data' | 'behind data' | 'trailers' | 'done' | 'broken';

/** Reads a body in chunks, from whatever pieces it comes in. Source: RFC 9112, section 7.1. */
export class ChunkReader {
  #phase: Phase = 'size';
  #line = '';
  #leftBytes = 0;
  #trailerBytes = 0;

  get isDone(): boolean {
    return this.#phase === 'done';
  }

  /** True when what came is no body in chunks. */
  get isBroken(): boolean {
    return this.#phase === 'broken';
  }

  /** Takes bytes from `start` to `end`; `take` is given each run of the body. Gives how far it read: less than `end` when the body ends before. */
  read(bytes: Buffer, start: number, end: number, take: (from: number, to: number) => void): number {
    let at = start;
    while (at < end && this.#phase !== 'done' && this.#phase !== 'broken') {
      if (this.#phase === 'data') {
        const to = Math.min(end, at + this.#leftBytes);
        take(at, to);
        this.#leftBytes -= to - at;
        at = to;
        if (this.#leftBytes === 0) this.#phase = 'behind data';
      } else {
        at = this.#readLine(bytes, at, end);
      }
    }
    return at;
  }

  #readLine(bytes: Buffer, start: number, end: number): number {
    const found = bytes.indexOf(LF, start);
    const isWhole = found !== -1 && found < end;
    const to = isWhole ? found : end;
    this.#line += bytes.toString('latin1', start, to);
    if (this.#line.length > MAX_LINE_BYTES) this.#phase = 'broken';
    else if (isWhole) this.#takeLine();
    return isWhole ? to + 1 : end;
  }

  #takeLine(): void {
    const line = this.#line;
    this.#line = '';
    if (line.charCodeAt(line.length - 1) !== CR) this.#phase = 'broken';
    else this.#phase = this.#after(line.slice(0, -1));
  }

  #after(line: string): Phase {
    if (this.#phase === 'behind data') return line === '' ? 'size' : 'broken';
    if (this.#phase === 'trailers') {
      if (line === '') return 'done';
      this.#trailerBytes += line.length;
      return TRAILER_LINE.test(line) && this.#trailerBytes <= MAX_TRAILER_BYTES ? 'trailers' : 'broken';
    }
    const size = SIZE_LINE.exec(line)?.[1];
    if (size === undefined) return 'broken';
    this.#leftBytes = Number.parseInt(size, 16);
    return this.#leftBytes === 0 ? 'trailers' : 'data';
  }
}
