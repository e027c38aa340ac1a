import { malformed } from './model-file-error.ts';

/** Reads a file's bytes front to back; every length is checked against what is left before anything is made of it. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's slice() shares memory and a Uint8Array's copies: only the latter is wanted further down.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Moves over `size` bytes and gives where they start. */
  take(size: number, what: string): number {
    if (!(size >= 0) || size > this.left) {
      throw malformed(
        `truncated: ${what} has a length of ${size} bytes at offset ${this.at}, but ${this.left} bytes are left`,
      );
    }
    const start = this.at;
    this.at += size;
    return start;
  }

  uint8(what: string): number {
    return this.bytes[this.take(1, what)]!;
  }

  uint16(what: string): number {
    return this.view.getUint16(this.take(2, what), true);
  }

  int32(what: string): number {
    return this.view.getInt32(this.take(4, what), true);
  }

  uint32(what: string): number {
    return this.view.getUint32(this.take(4, what), true);
  }

  /** A length of 8 bytes. Anything beyond what a file can have is refused here. */
  uint64(what: string): number {
    const value = this.view.getBigUint64(this.take(8, what), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw malformed(`${what} has a length of ${value} bytes: no file is that large`);
    return Number(value);
  }

  subarray(size: number, what: string): Uint8Array {
    const start = this.take(size, what);
    return this.bytes.subarray(start, start + size);
  }

  /** The bytes up to the next newline, which is passed over. */
  line(what: string): Uint8Array {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw malformed(`truncated: ${what} has no end of line after offset ${this.at}`);
    const start = this.at;
    this.at = end + 1;
    return this.bytes.subarray(start, end);
  }
}
