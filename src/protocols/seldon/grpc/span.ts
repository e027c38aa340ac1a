import { Buffer } from 'node:buffer';
import { WireReader } from '../../protobuf/index.ts';

/** No client writes a nested message in more pieces; each of them costs more than its bytes. */
const MAX_PIECES = 1000;

/**
 * Where a nested message lies in the bytes around it. A field may come in several pieces, which protobuf merges; merging is the same
 * as reading the pieces one after the other.
 */
export class Span {
  #start = -1;
  #end = -1;
  #more: Uint8Array[] | undefined = undefined;

  get isSet(): boolean {
    return this.#start !== -1;
  }

  clear(): void {
    this.#start = -1;
    this.#more = undefined;
  }

  /** Adds the length-delimited field at the reader and steps over it. */
  add(reader: WireReader): void {
    const end = reader.fieldEnd();
    if (this.#start === -1) {
      this.#start = reader.position;
      this.#end = end;
    } else {
      this.#more ??= [reader.bytes.subarray(this.#start, this.#end)];
      if (this.#more.length === MAX_PIECES) throw reader.error(`a nested message in more than ${MAX_PIECES} pieces`);
      this.#more.push(reader.bytes.subarray(reader.position, end));
    }
    reader.position = end;
  }

  /** A reader of the message: the one given, moved there, where that is possible. `where` is its name in errors. */
  open(reader: WireReader, where: string): WireReader {
    if (this.#more !== undefined) return new WireReader(Buffer.concat(this.#more), where);
    reader.position = this.#start;
    reader.end = this.#end;
    reader.where = where;
    return reader;
  }
}
