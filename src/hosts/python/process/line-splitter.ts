import { StringDecoder } from 'node:string_decoder';

/** Longer lines are given out in pieces, so that output without line ends takes no memory. */
const MAX_LINE_CHARS = 16 * 1024;

/** Cuts a byte stream into lines of text. Empty lines are left out. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    const lines = (
      this.#rest + this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    ).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#emit(line);
    while (this.#rest.length > MAX_LINE_CHARS) {
      this.#emit(this.#rest.slice(0, MAX_LINE_CHARS));
      this.#rest = this.#rest.slice(MAX_LINE_CHARS);
    }
  }

  /** Gives out what has no line end yet. */
  end(): void {
    const last = this.#rest + this.#decoder.end();
    this.#rest = '';
    this.#emit(last);
  }

  #emit(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    for (let start = 0; start < text.length; start += MAX_LINE_CHARS) {
      this.#onLine(text.slice(start, start + MAX_LINE_CHARS));
    }
  }
}
