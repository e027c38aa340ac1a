/** A field of a table: a number of so many bytes, something that lies elsewhere and is written by the function, or nothing. */
export type FlatField =
  | { readonly sizeBytes: 1 | 2 | 4 | 8; readonly value: number }
  | ((writer: FlatWriter) => number)
  | undefined;

/**
 * Writes a FlatBuffers message (flatbuffers.dev, "internals") from its start to its end: a table first, what it refers to behind it.
 * Every method gives the place of what it wrote.
 */
export class FlatWriter {
  #view = new DataView(new ArrayBuffer(1024));
  #size = 4;

  /** A whole message, padded to 8 bytes. */
  static message(root: readonly FlatField[]): Uint8Array {
    const writer = new FlatWriter();
    const place = writer.table(root);
    writer.#view.setUint32(0, place, true);
    writer.#align(8, 0);
    return new Uint8Array(writer.#view.buffer, 0, writer.#size);
  }

  table(fields: readonly FlatField[]): number {
    const vtableSize = 4 + 2 * fields.length;
    const { offsets, size } = layOut(fields);
    this.#align(8, vtableSize);
    const vtable = this.#reserve(vtableSize);
    const start = this.#reserve(size);
    this.#view.setUint16(vtable, vtableSize, true);
    this.#view.setUint16(vtable + 2, size, true);
    for (const [slot, offset] of offsets.entries()) this.#view.setUint16(vtable + 4 + 2 * slot, offset, true);
    this.#view.setInt32(start, start - vtable, true);
    fields.forEach((field, slot) => {
      const place = start + offsets[slot]!;
      if (typeof field === 'function') this.#refer(place, field(this));
      else if (field !== undefined) this.#number(place, field.sizeBytes, field.value);
    });
    return start;
  }

  text(text: string): number {
    const utf8 = new TextEncoder().encode(text);
    this.#align(4, 0);
    const place = this.#reserve(4 + utf8.length + 1);
    this.#view.setUint32(place, utf8.length, true);
    new Uint8Array(this.#view.buffer).set(utf8, place + 4);
    return place;
  }

  tables(items: readonly (readonly FlatField[])[]): number {
    this.#align(4, 0);
    const place = this.#reserve(4 + 4 * items.length);
    this.#view.setUint32(place, items.length, true);
    for (const [i, fields] of items.entries()) this.#refer(place + 4 + 4 * i, this.table(fields));
    return place;
  }

  /** Structs of so many 64-bit numbers each. */
  structs(items: readonly (readonly number[])[]): number {
    this.#align(8, 4);
    const width = 8 * (items[0]?.length ?? 0);
    const place = this.#reserve(4 + width * items.length);
    this.#view.setUint32(place, items.length, true);
    for (const [i, numbers] of items.entries()) {
      for (const [n, value] of numbers.entries()) this.#number(place + 4 + width * i + 8 * n, 8, value);
    }
    return place;
  }

  #refer(place: number, target: number): void {
    this.#view.setUint32(place, target - place, true);
  }

  #number(place: number, sizeBytes: 1 | 2 | 4 | 8, value: number): void {
    if (sizeBytes === 1) this.#view.setInt8(place, value);
    else if (sizeBytes === 2) this.#view.setInt16(place, value, true);
    else if (sizeBytes === 4) this.#view.setInt32(place, value, true);
    else this.#view.setBigInt64(place, BigInt(value), true);
  }

  /** Zeros up to where something of `ahead` bytes ends at a multiple. */
  #align(multiple: number, ahead: number): void {
    const over = (this.#size + ahead) % multiple;
    if (over > 0) this.#reserve(multiple - over);
  }

  #reserve(count: number): number {
    const place = this.#size;
    this.#size += count;
    if (this.#size > this.#view.byteLength) {
      const grown = new Uint8Array(Math.max(this.#size, this.#view.byteLength * 2));
      grown.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(grown.buffer);
    }
    return place;
  }
}

/** Where each field stands in its table, 0 for those that do not; the largest come first, behind the four bytes of the table's own. */
function layOut(fields: readonly FlatField[]): { readonly offsets: readonly number[]; readonly size: number } {
  const offsets = fields.map(() => 0);
  let size = 4;
  for (const sizeBytes of [8, 4, 2, 1]) {
    fields.forEach((field, slot) => {
      if (field === undefined || (typeof field === 'function' ? 4 : field.sizeBytes) !== sizeBytes) return;
      size = Math.ceil(size / sizeBytes) * sizeBytes;
      offsets[slot] = size;
      size += sizeBytes;
    });
  }
  return { offsets, size };
}
