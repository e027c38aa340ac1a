/** More elements than any schema or batch of a request needs: they may share bytes, so that a small body could claim many. */
const MAX_ELEMENTS = 200_000;

/**
 * Reads one table of a FlatBuffers message (flatbuffers.dev, "internals"). Every access goes through a DataView, which throws RangeError
 * for a place outside of the bytes: whoever reads a message turns that into an error of the caller.
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #start: number;
  readonly #vtable: number;
  readonly #vtableSize: number;

  constructor(view: DataView, start: number) {
    this.#view = view;
    this.#start = start;
    this.#vtable = start - view.getInt32(start, true);
    this.#vtableSize = view.getUint16(this.#vtable, true);
  }

  /** The table that a message begins with. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  has(slot: number): boolean {
    return this.#place(slot) !== 0;
  }

  int8(slot: number): number {
    const place = this.#place(slot);
    return place === 0 ? 0 : this.#view.getInt8(place);
  }

  int16(slot: number): number {
    const place = this.#place(slot);
    return place === 0 ? 0 : this.#view.getInt16(place, true);
  }

  int32(slot: number): number {
    const place = this.#place(slot);
    return place === 0 ? 0 : this.#view.getInt32(place, true);
  }

  /** Throws RangeError for a number that is negative or beyond 2^53. */
  size(slot: number): number {
    const place = this.#place(slot);
    return place === 0 ? 0 : toSize(this.#view.getBigInt64(place, true));
  }

  text(slot: number): string {
    const place = this.#place(slot);
    if (place === 0) return '';
    const at = this.#follow(place);
    const length = this.#view.getUint32(at, true);
    const { buffer, byteOffset, byteLength } = this.#view;
    if (at + 4 + length > byteLength) throw new RangeError('a text');
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + at + 4, length));
  }

  table(slot: number): FlatTable | undefined {
    const place = this.#place(slot);
    return place === 0 ? undefined : new FlatTable(this.#view, this.#follow(place));
  }

  tables(slot: number): readonly FlatTable[] {
    return this.#elements(slot, 4, (place) => new FlatTable(this.#view, this.#follow(place)));
  }

  /** A vector of structs of two 64-bit numbers. */
  pairs(slot: number): readonly (readonly [number, number])[] {
    return this.#elements(slot, 16, (place) => [
      toSize(this.#view.getBigInt64(place, true)),
      toSize(this.#view.getBigInt64(place + 8, true)),
    ]);
  }

  #elements<T>(slot: number, sizeBytes: number, read: (place: number) => T): readonly T[] {
    const place = this.#place(slot);
    if (place === 0) return [];
    const at = this.#follow(place);
    const count = this.#view.getUint32(at, true);
    if (count > MAX_ELEMENTS || at + 4 + count * sizeBytes > this.#view.byteLength) throw new RangeError('a vector');
    return Array.from({ length: count }, (_, i) => read(at + 4 + i * sizeBytes));
  }

  /** 0 when the field is not there. */
  #place(slot: number): number {
    const entry = 4 + 2 * slot;
    if (entry + 2 > this.#vtableSize) return 0;
    const offset = this.#view.getUint16(this.#vtable + entry, true);
    return offset === 0 ? 0 : this.#start + offset;
  }

  #follow(place: number): number {
    return place + this.#view.getUint32(place, true);
  }
}

function toSize(value: bigint): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('a size');
  return Number(value);
}
