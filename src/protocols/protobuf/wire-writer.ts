import { Buffer } from 'node:buffer';
import { WIRE } from './wire-type.ts';

const FIRST_CAPACITY = 256;

/**
 * Writes protobuf's wire format from the end to the start, so that the length of a nested message is known when its tag is
 * written: fields, and the elements of repeated ones, are therefore given last first. Grows as needed; one buffer, no copies of parts.
 */
export class WireWriter {
  #bytes: Buffer;
  /** Where the content starts; it reaches to the end of the buffer. */
  #start: number;

  constructor(capacity: number = FIRST_CAPACITY) {
    // Only what has been written is ever handed out.
    this.#bytes = Buffer.allocUnsafe(capacity);
    this.#start = capacity;
  }

  /** Bytes written so far. Taken before a nested message is written, it is the mark that `message` needs. */
  get size(): number {
    return this.#bytes.length - this.#start;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(this.#start);
  }

  tag(field: number, wireType: number): void {
    this.#varint(((field << 3) | wireType) >>> 0);
  }

  /** Closes a nested message: everything written since `mark`. */
  message(field: number, mark: number): void {
    this.#varint(this.size - mark);
    this.tag(field, WIRE.bytes);
  }

  string(field: number, text: string): void {
    const mark = this.size;
    this.rawString(text);
    this.message(field, mark);
  }

  bytes(field: number, content: Uint8Array): void {
    const mark = this.size;
    this.raw(content);
    this.message(field, mark);
  }

  float64(field: number, value: number): void {
    this.rawFloat64(value);
    this.tag(field, WIRE.fixed64);
  }

  float32(field: number, value: number): void {
    this.rawFloat32(value);
    this.tag(field, WIRE.fixed32);
  }

  int32(field: number, value: number): void {
    this.rawInt32(value);
    this.tag(field, WIRE.varint);
  }

  int64(field: number, value: bigint): void {
    this.rawInt64(value);
    this.tag(field, WIRE.varint);
  }

  bool(field: number, value: boolean): void {
    this.int32(field, value ? 1 : 0);
  }

  /** Bytes without tag or length. */
  raw(content: Uint8Array): void {
    this.#room(content.length);
    this.#start -= content.length;
    this.#bytes.set(content, this.#start);
  }

  rawString(text: string): void {
    const length = text.length;
    this.#room(length);
    const at = this.#start - length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.raw(Buffer.from(text, 'utf8'));
        return;
      }
      this.#bytes[at + i] = code;
    }
    this.#start = at;
  }

  rawFloat64(value: number): void {
    this.#room(8);
    this.#start -= 8;
    this.#bytes.writeDoubleLE(value, this.#start);
  }

  rawFloat32(value: number): void {
    this.#room(4);
    this.#start -= 4;
    this.#bytes.writeFloatLE(value, this.#start);
  }

  /** Negative numbers take ten bytes, as protobuf's int32 does. */
  rawInt32(value: number): void {
    if (value >= 0) this.#varint(value);
    else this.rawInt64(BigInt(value));
  }

  rawInt64(value: bigint): void {
    const unsigned = BigInt.asUintN(64, value);
    const high = Number(unsigned >> 28n);
    const low = Number(unsigned & 0xfffffffn);
    if (high === 0) {
      this.#varint(low);
      return;
    }
    // The lower 28 bits are four groups of seven that stand before the upper 36, which stay exact in a number.
    this.#varint(high);
    this.#room(4);
    this.#start -= 4;
    for (let i = 0; i < 4; i++) this.#bytes[this.#start + i] = ((low >>> (7 * i)) & 0x7f) | 0x80;
  }

  #varint(value: number): void {
    let length = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) length++;
    this.#room(length);
    this.#start -= length;
    let at = this.#start;
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[at] = rest;
  }

  #room(count: number): void {
    if (count <= this.#start) return;
    const size = this.size;
    const capacity = Math.max(this.#bytes.length * 2, size + count + FIRST_CAPACITY);
    const grown = Buffer.allocUnsafe(capacity);
    grown.set(this.#bytes.subarray(this.#start), capacity - size);
    this.#bytes = grown;
    this.#start = capacity - size;
  }
}
