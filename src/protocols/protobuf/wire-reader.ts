import { Buffer } from 'node:buffer';
import { decodeUtf8 } from './decode-utf8.ts';
import { noMessageError } from './wire-error.ts';
import { MAX_MESSAGE_DEPTH, WIRE } from './wire-type.ts';

/**
 * Reads protobuf's wire format out of `bytes[position, end)`. Every length is checked before it is used, nothing is copied.
 * One reader serves nested messages too: `enter` narrows it to a field's content, `leave` widens it again.
 * All methods throw INVALID_ARGUMENT, naming the message being read and the byte where it broke.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  position: number;
  end: number;
  /** The message being read, for errors. */
  where: string;
  /** The same bytes, with the quick way to read single numbers. */
  readonly #buffer: Buffer;

  constructor(bytes: Uint8Array, where: string, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.where = where;
    this.position = start;
    this.end = end;
    this.#buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next field's tag: field number times 8 plus wire type. */
  tag(): number {
    const first = this.position < this.end ? this.bytes[this.position]! : 0x80;
    // Field numbers up to 15, which is nearly all of them, take one byte.
    if (first < 0x80 && first > 7) {
      this.position++;
      return first;
    }
    const start = this.position;
    const tag = this.uint32();
    if (this.position - start > 5) throw this.error(`a field number of more than 5 bytes at byte ${start}`);
    if (tag >>> 3 === 0) throw this.error(`field number 0 at byte ${start}`);
    return tag;
  }

  /** A varint cut to its lower 32 bits, unsigned. */
  uint32(): number {
    const { bytes, end } = this;
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= end) throw this.error('cut off inside a number');
      const byte = bytes[this.position++]!;
      if (shift < 32) result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result >>> 0;
    }
    throw this.error(`a number of more than 10 bytes before byte ${this.position}`);
  }

  int32(): number {
    return this.uint32() | 0;
  }

  uint64(): bigint {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.end) throw this.error('cut off inside a number');
      const byte = this.bytes[this.position++]!;
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else if (shift === 28) {
        low |= (byte & 0x0f) << 28;
        high = (byte & 0x7f) >>> 4;
      } else if (shift < 64) high |= (byte & 0x7f) << (shift - 32);
      if (byte < 0x80) return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    }
    throw this.error(`a number of more than 10 bytes before byte ${this.position}`);
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  bool(): boolean {
    return this.uint64() !== 0n;
  }

  float64(): number {
    return this.#buffer.readDoubleLE(this.#take(8));
  }

  float32(): number {
    return this.#buffer.readFloatLE(this.#take(4));
  }

  /** Reads a length and gives the position where that field ends; `position` stands at its first byte. */
  fieldEnd(): number {
    const length = this.#length();
    const end = this.position + length;
    if (end > this.end) {
      throw this.error(
        `a field of ${length} bytes at byte ${this.position}, but only ${this.end - this.position} are left`,
      );
    }
    return end;
  }

  /** Narrows the reader to the length-delimited field that follows; give the result to `leave`. */
  enter(): number {
    const end = this.fieldEnd();
    const outer = this.end;
    this.end = end;
    return outer;
  }

  leave(outerEnd: number): void {
    this.position = this.end;
    this.end = outerEnd;
  }

  /** A view into the message, not a copy. */
  bytesField(): Uint8Array {
    const end = this.fieldEnd();
    const content = this.bytes.subarray(this.position, end);
    this.position = end;
    return content;
  }

  string(): string {
    const outer = this.enter();
    const text = this.text();
    this.leave(outer);
    return text;
  }

  /** All that is left, as text. */
  text(): string {
    const text = decodeUtf8(this.bytes, this.position, this.end);
    if (text === undefined) throw this.error(`a text at byte ${this.position} is not valid UTF-8`);
    this.position = this.end;
    return text;
  }

  /** Steps over the content of a field that nobody asked for. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case WIRE.varint:
        this.uint32();
        return;
      case WIRE.fixed64:
        this.#take(8);
        return;
      case WIRE.bytes:
        this.position = this.fieldEnd();
        return;
      case WIRE.groupStart:
        this.#skipGroup(tag, depth);
        return;
      case WIRE.fixed32:
        this.#take(4);
        return;
      default:
        throw this.error(`wire type ${tag & 7} of field ${tag >>> 3} before byte ${this.position}`);
    }
  }

  /** The double at a position that the caller has checked; does not move the reader. */
  float64At(position: number): number {
    return this.#buffer.readDoubleLE(position);
  }

  /** For reading many numbers; for few of them making it costs more than it saves. */
  view(): DataView {
    return new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  }

  error(problem: string): Error {
    return noMessageError(this.where, problem);
  }

  #skipGroup(start: number, depth: number): void {
    if (depth >= MAX_MESSAGE_DEPTH) throw this.error(`nested deeper than ${MAX_MESSAGE_DEPTH} levels`);
    for (;;) {
      if (this.position >= this.end) throw this.error(`group ${start >>> 3} has no end`);
      const tag = this.tag();
      if ((tag & 7) === WIRE.groupEnd) {
        if (tag >>> 3 === start >>> 3) return;
        throw this.error(`group ${start >>> 3} is closed as ${tag >>> 3}`);
      }
      this.skip(tag, depth + 1);
    }
  }

  #take(count: number): number {
    const at = this.position;
    if (at + count > this.end) throw this.error(`cut off inside a number at byte ${at}`);
    this.position = at + count;
    return at;
  }

  #length(): number {
    const first = this.position < this.end ? this.bytes[this.position]! : 0x80;
    if (first < 0x80) {
      this.position++;
      return first;
    }
    const start = this.position;
    const length = this.uint64();
    if (length > 0x7fffffffn) throw this.error(`a field of ${length} bytes at byte ${start}`);
    return Number(length);
  }
}
