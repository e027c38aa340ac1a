import type { RadiantError } from '../../../base/index.ts';
import { answerTooLarge, unreachable } from '../node-errors.ts';
import { type AnswerHead, parseAnswerHead } from './answer-head.ts';
import { ChunkReader } from './chunk-reader.ts';

/** An answer of a node over REST. */
export interface RestAnswer {
  readonly head: AnswerHead;
  readonly body: Uint8Array;
}

const MAX_HEAD_BYTES = 64 * 1024;
/** A body up to here has its memory as soon as its head is read; a larger one grows as it comes. */
const MAX_FORESEEN_BYTES = 1024 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');
const NO_BODY = Buffer.alloc(0);

/** What has been found out about an answer. */
export type Progress = 'more' | 'done' | RadiantError;

/** Reads one answer from the pieces that a connection gives. The pieces are copied: their memory is used again. */
export class AnswerReader {
  head: AnswerHead | undefined = undefined;
  body: Buffer = NO_BODY;
  /** Bytes that came behind the answer: nobody asked for them. */
  hasMore = false;
  readonly #name: string;
  readonly #maxBytes: number;
  #begun: Buffer | undefined = undefined;
  #chunks: ChunkReader | undefined = undefined;
  #sizeBytes = 0;

  constructor(name: string, maxBytes: number) {
    this.#name = name;
    this.#maxBytes = maxBytes;
  }

  /** True before the first byte. */
  get isUntouched(): boolean {
    return this.head === undefined && this.#begun === undefined;
  }

  /** Takes the first `count` bytes. */
  take(bytes: Buffer, count: number): Progress {
    if (this.head !== undefined) return this.#takeBody(this.head, bytes, 0, count);
    if (this.#begun === undefined) return this.#takeHead(bytes, count);
    const all = Buffer.concat([this.#begun, bytes.subarray(0, count)]);
    return this.#takeHead(all, all.length);
  }

  /** The node closed the connection. */
  end(): Progress {
    const { head } = this;
    if (head !== undefined && head.bodyBytes === undefined && !head.isChunked) return this.#finish();
    if (this.isUntouched) return unreachable(this.#name, 'it closed the connection');
    return unreachable(this.#name, 'the connection broke in the middle of its answer');
  }

  #takeHead(bytes: Buffer, count: number): Progress {
    let start = 0;
    for (;;) {
      const found = bytes.indexOf(HEAD_END, start);
      if (found === -1 || found + HEAD_END.length > count) return this.#keepBegun(bytes, start, count);
      const head = found - start > MAX_HEAD_BYTES ? undefined : parseAnswerHead(bytes.toString('latin1', start, found));
      if (head === undefined || head.status === 101) return this.#notHttp();
      start = found + HEAD_END.length;
      // 100 and 103 come before the answer.
      if (head.status < 200) continue;
      this.#begun = undefined;
      this.head = head;
      return this.#beginBody(head, bytes, start, count);
    }
  }

  #keepBegun(bytes: Buffer, start: number, count: number): Progress {
    if (count - start > MAX_HEAD_BYTES || !beginsHttp(bytes, start, count)) return this.#notHttp();
    this.#begun = Buffer.from(bytes.subarray(start, count));
    return 'more';
  }

  #beginBody(head: AnswerHead, bytes: Buffer, start: number, count: number): Progress {
    const { status, bodyBytes, isChunked } = head;
    if (status === 204 || status === 304) return this.#end(start, count);
    if (isChunked) this.#chunks = new ChunkReader();
    else if (bodyBytes !== undefined) {
      if (bodyBytes > this.#maxBytes) return answerTooLarge(this.#name, this.#maxBytes);
      if (bodyBytes <= count - start) {
        this.body = Buffer.from(bytes.subarray(start, start + bodyBytes));
        this.#sizeBytes = bodyBytes;
        return this.#end(start + bodyBytes, count);
      }
      if (bodyBytes <= MAX_FORESEEN_BYTES) this.body = Buffer.allocUnsafe(bodyBytes);
    }
    return this.#takeBody(head, bytes, start, count);
  }

  #takeBody({ bodyBytes }: AnswerHead, bytes: Buffer, start: number, count: number): Progress {
    if (this.#chunks !== undefined) return this.#takeChunks(this.#chunks, bytes, start, count);
    const to = bodyBytes === undefined ? count : Math.min(count, start + bodyBytes - this.#sizeBytes);
    this.#keep(bytes, start, to);
    if (this.#sizeBytes > this.#maxBytes) return answerTooLarge(this.#name, this.#maxBytes);
    return this.#sizeBytes === bodyBytes ? this.#end(to, count) : 'more';
  }

  #takeChunks(chunks: ChunkReader, bytes: Buffer, start: number, count: number): Progress {
    const at = chunks.read(bytes, start, count, (from, to) => this.#keep(bytes, from, to));
    if (this.#sizeBytes > this.#maxBytes) return answerTooLarge(this.#name, this.#maxBytes);
    if (chunks.isBroken) return this.#notHttp();
    return chunks.isDone ? this.#end(at, count) : 'more';
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    const sizeBytes = this.#sizeBytes + to - from;
    if (sizeBytes > this.body.length && sizeBytes <= this.#maxBytes) this.#grow(sizeBytes);
    bytes.copy(this.body, this.#sizeBytes, from, to);
    this.#sizeBytes = sizeBytes;
  }

  /** To the size that is needed at first, which may be all; then to twice as much, so that no piece is copied often. */
  #grow(sizeBytes: number): void {
    const grown = Buffer.allocUnsafe(this.body.length === 0 ? sizeBytes : Math.max(sizeBytes, 2 * this.body.length));
    this.body.copy(grown, 0, 0, this.#sizeBytes);
    this.body = grown;
  }

  #end(at: number, count: number): Progress {
    this.hasMore = at < count;
    return this.#finish();
  }

  #finish(): Progress {
    if (this.body.length > this.#sizeBytes) this.body = this.body.subarray(0, this.#sizeBytes);
    return 'done';
  }

  #notHttp(): RadiantError {
    return unreachable(this.#name, 'what it sends is not HTTP');
  }
}

/** So that who speaks something else is not waited for. */
function beginsHttp(bytes: Buffer, start: number, count: number): boolean {
  const word = 'HTTP/1.';
  const length = Math.min(word.length, count - start);
  return bytes.toString('latin1', start, start + length) === word.slice(0, length);
}
