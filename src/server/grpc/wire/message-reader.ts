import { Buffer } from 'node:buffer';
import { RadiantError } from '../../../base/index.ts';
import type { ByteBudget } from './byte-budget.ts';
import { PREFIX_BYTES } from './frame-message.ts';

/** What a kept chunk costs beside its bytes: many tiny chunks must not be cheaper than they are. */
const CHUNK_COST_BYTES = 256;

export interface RawMessage {
  readonly compressed: boolean;
  readonly bytes: Uint8Array;
}

/** Puts messages together that arrive in pieces. Nothing is allocated for a length that is only announced. */
export class MessageReader {
  readonly #maxMessageBytes: number;
  readonly #budget: ByteBudget;
  #chunks: Buffer[] = [];
  #sizeBytes = 0;
  #takenBytes = 0;
  /** Size of the message being read with its prefix; 0 while the prefix is not complete. */
  #neededBytes = 0;

  constructor(maxMessageBytes: number, budget: ByteBudget) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#budget = budget;
  }

  /** True between messages. */
  get isEmpty(): boolean {
    return this.#sizeBytes === 0;
  }

  /** Throws RESOURCE_EXHAUSTED when too much is held, INTERNAL when the prefix is none. */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    const cost = chunk.length + CHUNK_COST_BYTES;
    if (!this.#budget.take(cost)) throw tooMuchHeld(this.#budget.limitBytes);
    this.#takenBytes += cost;
    this.#chunks.push(chunk);
    this.#sizeBytes += chunk.length;
    this.#readPrefix();
  }

  /** The next whole message; undefined when more bytes are needed. */
  next(): RawMessage | undefined {
    if (this.#neededBytes === 0 || this.#sizeBytes < this.#neededBytes) return undefined;
    const all = this.#joined();
    const message = { compressed: all[0] === 1, bytes: all.subarray(PREFIX_BYTES, this.#neededBytes) };
    const rest = all.subarray(this.#neededBytes);
    this.drop();
    if (rest.length > 0) this.push(rest);
    return message;
  }

  /** Forgets what was read. */
  drop(): void {
    this.#budget.give(this.#takenBytes);
    this.#takenBytes = 0;
    this.#chunks = [];
    this.#sizeBytes = 0;
    this.#neededBytes = 0;
  }

  #readPrefix(): void {
    if (this.#neededBytes !== 0 || this.#sizeBytes < PREFIX_BYTES) return;
    const head = this.#chunks[0]!.length >= PREFIX_BYTES ? this.#chunks[0]! : this.#joined();
    this.#neededBytes = PREFIX_BYTES + checkPrefix(head, this.#maxMessageBytes);
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks, this.#sizeBytes)];
    return this.#chunks[0]!;
  }
}

/** The length that a prefix announces. Throws INTERNAL for a flag that is none, RESOURCE_EXHAUSTED for a message over the limit. */
export function checkPrefix(head: Buffer, maxMessageBytes: number): number {
  if (head[0]! > 1) {
    throw new RadiantError(
      'INTERNAL',
      `the message's prefix begins with ${head[0]}: 0 (plain) or 1 (compressed) is expected`,
      {
        reason: 'BAD_FRAME',
        httpStatus: 400,
      },
    );
  }
  const sizeBytes = head.readUInt32BE(1);
  if (sizeBytes > maxMessageBytes) throw tooLarge(`the message has ${sizeBytes} bytes`, maxMessageBytes);
  return sizeBytes;
}

/** The error of a message over the limit, with the limit and how to change it. */
export function tooLarge(what: string, maxMessageBytes: number): RadiantError {
  const message = `${what}, the limit is ${maxMessageBytes}: raise it with --max-message-size or the annotation seldon.io/grpc-max-message-size`;
  return new RadiantError('RESOURCE_EXHAUSTED', message, { reason: 'MESSAGE_TOO_LARGE', httpStatus: 413 });
}

/** The error when callers together make the door hold too much. */
export function tooMuchHeld(limitBytes: number): RadiantError {
  const message = `the server holds ${limitBytes} bytes of unfinished calls already: try again later`;
  return new RadiantError('RESOURCE_EXHAUSTED', message, { reason: 'TOO_MANY_BYTES_IN_FLIGHT', httpStatus: 503 });
}
