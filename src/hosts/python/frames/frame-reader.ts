import type { JsonObject } from '../../../payload/index.ts';
import { MAX_HEADER_BYTES, PREFIX_BYTES } from './frame.ts';
import { HeaderCache } from './header-cache.ts';

const EMPTY = new Uint8Array(0);

export interface FrameReaderOptions {
  /** Throws when a body of this size does not go with the header, before anything is allocated for it. */
  readonly check: (header: JsonObject, bodyBytes: number) => void;
  readonly onFrame: (header: JsonObject, body: Uint8Array) => void;
}

/**
 * Cuts the chunks of a socket into frames. A frame that lies in one chunk is viewed there; one that does not is gathered
 * into a buffer of its own, which is allocated only when its header has been read and found good.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  readonly #headers = new HeaderCache();
  /** Pieces of a frame whose header is not complete yet. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #header: JsonObject | undefined;
  #body: Uint8Array = EMPTY;
  #filledBytes = 0;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** Throws Error (or what `check` and `onFrame` throw) when the bytes are no frame; nothing can be read after that. */
  push(chunk: Buffer): void {
    const start = this.#header === undefined ? 0 : this.#fill(chunk);
    if (this.#header === undefined && start < chunk.byteLength) {
      this.#readFrames(start === 0 ? chunk : chunk.subarray(start));
    }
  }

  /** Takes the bytes that the unfinished body lacks and returns how many these were. */
  #fill(chunk: Buffer): number {
    const taken = Math.min(this.#body.byteLength - this.#filledBytes, chunk.byteLength);
    this.#body.set(taken === chunk.byteLength ? chunk : chunk.subarray(0, taken), this.#filledBytes);
    this.#filledBytes += taken;
    if (this.#filledBytes === this.#body.byteLength) {
      const header = this.#header!;
      const body = this.#body;
      this.#header = undefined;
      this.#body = EMPTY;
      this.#options.onFrame(header, body);
    }
    return taken;
  }

  #readFrames(chunk: Buffer): void {
    const bytes = this.#joinWaiting(chunk);
    if (bytes === undefined) return;
    let offset = 0;
    while (bytes.byteLength - offset >= PREFIX_BYTES) {
      const headerBytes = bytes.readUInt32LE(offset);
      const bodyBytes = bytes.readUInt32LE(offset + 4);
      assertSizes(headerBytes, bodyBytes);
      const bodyStart = offset + PREFIX_BYTES + headerBytes;
      if (bodyStart > bytes.byteLength) break;
      const header = this.#headers.parse(bytes.toString('utf8', offset + PREFIX_BYTES, bodyStart));
      this.#options.check(header, bodyBytes);
      if (bodyStart + bodyBytes > bytes.byteLength) {
        this.#header = header;
        this.#body = Buffer.allocUnsafeSlow(bodyBytes);
        this.#filledBytes = 0;
        this.#fill(bytes.subarray(bodyStart));
        return;
      }
      offset = bodyStart + bodyBytes;
      this.#options.onFrame(header, bytes.subarray(bodyStart, offset));
    }
    if (offset < bytes.byteLength) this.#keep(bytes.subarray(offset));
  }

  /** Undefined while the header is known to be incomplete still: joining each time would be quadratic. */
  #joinWaiting(chunk: Buffer): Buffer | undefined {
    if (this.#waiting.length === 0) return chunk;
    this.#keep(chunk);
    if (this.#waitingBytes < PREFIX_BYTES) return undefined;
    let first = this.#waiting[0]!;
    if (first.byteLength < PREFIX_BYTES) {
      first = Buffer.concat(this.#waiting);
      this.#waiting = [first];
    }
    const prefix = Buffer.from(first.buffer, first.byteOffset, PREFIX_BYTES);
    assertSizes(prefix.readUInt32LE(0), prefix.readUInt32LE(4));
    if (this.#waitingBytes < PREFIX_BYTES + prefix.readUInt32LE(0)) return undefined;
    const joined = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return joined;
  }

  #keep(piece: Uint8Array): void {
    this.#waiting.push(piece);
    this.#waitingBytes += piece.byteLength;
  }
}

function assertSizes(headerBytes: number, bodyBytes: number): void {
  if (headerBytes === 0 || headerBytes > MAX_HEADER_BYTES || headerBytes % 8 !== 0 || bodyBytes % 8 !== 0) {
    throw new Error(`no frame: header size ${headerBytes}, body size ${bodyBytes}`);
  }
}
