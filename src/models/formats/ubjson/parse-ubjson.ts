import type { ModelJson } from '../json/model-json.ts';
import { LIMITS } from '../limits.ts';
import { malformed } from '../model-file-error.ts';

/**
 * Parses UBJSON (ubjson.org, draft 12) as XGBoost writes it: big-endian numbers, optimised lists `[ $ type # count`.
 * Not taken, for no model has them: no-ops, high-precision numbers, lists of typed values that need no bytes.
 */
export function parseUbjson(bytes: Uint8Array): ModelJson {
  return new UbjsonParser(bytes).parse();
}

const SIZES: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

/** "i", "U", "I", "l", "L": the markers that a length may have. */
const LENGTH_MARKERS = 'iUIlL';

class UbjsonParser {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #at = 0;
  #values = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's slice() shares memory and a Uint8Array's copies: only the latter is wanted further down.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  parse(): ModelJson {
    const value = this.#value(this.#marker(), 0);
    if (this.#at !== this.#bytes.length) throw this.#fail('something follows the end of the value');
    return value;
  }

  #value(marker: string, depth: number): ModelJson {
    if (depth > LIMITS.depth) throw this.#fail(`is nested deeper than ${LIMITS.depth}`);
    if (++this.#values > LIMITS.objects) throw this.#fail(`has more values than the limit of ${LIMITS.objects}`);
    switch (marker) {
      case 'Z':
        return null;
      case 'T':
        return true;
      case 'F':
        return false;
      case 'C':
        return String.fromCharCode(this.#view.getUint8(this.#take(1)));
      case 'S':
        return this.#text();
      case '[':
        return this.#list(depth);
      case '{':
        return this.#object(depth);
      default:
        if (SIZES[marker] === undefined) throw this.#fail(`has the marker ${JSON.stringify(marker)}, which is none`);
        return this.#number(marker, this.#take(SIZES[marker]));
    }
  }

  #list(depth: number): ModelJson {
    const { type, count } = this.#header();
    if (type !== undefined && SIZES[type] !== undefined) return this.#typedList(type, count!);
    const items: ModelJson[] = [];
    if (count !== undefined) {
      // Every value takes a byte at least, unless the list names a type: then its content does.
      if (count > this.#left) throw this.#fail(`has a list of ${count} values, but ${this.#left} bytes are left`);
      for (let i = 0; i < count; i++) items.push(this.#value(type ?? this.#marker(), depth + 1));
      return items;
    }
    for (let marker = this.#marker(); marker !== ']'; marker = this.#marker())
      items.push(this.#value(marker, depth + 1));
    return items;
  }

  #object(depth: number): ModelJson {
    const { type, count } = this.#header();
    if (count !== undefined && count > this.#left) {
      throw this.#fail(`has an object of ${count} keys, but ${this.#left} bytes are left`);
    }
    const entries = new Map<string, ModelJson>();
    for (let i = 0; count === undefined || i < count; i++) {
      if (count === undefined && this.#bytes[this.#at] === 0x7d) {
        this.#at++;
        return entries;
      }
      const key = this.#text();
      entries.set(key, this.#value(type ?? this.#marker(), depth + 1));
    }
    return entries;
  }

  /** `$ type` and `# count` behind an opening bracket; a type without a count is an error. */
  #header(): { readonly type: string | undefined; readonly count: number | undefined } {
    let type: string | undefined;
    if (this.#bytes[this.#at] === 0x24) {
      this.#at++;
      type = this.#marker();
      if (SIZES[type] === undefined && !'SC[{'.includes(type))
        throw this.#fail(`has a list of type ${JSON.stringify(type)}`);
    }
    if (this.#bytes[this.#at] === 0x23) {
      this.#at++;
      return { type, count: this.#length() };
    }
    if (type !== undefined) throw this.#fail('has a typed list without a length');
    return { type, count: undefined };
  }

  #typedList(type: string, count: number): ModelJson {
    const size = SIZES[type]!;
    if (count * size > this.#left) {
      throw this.#fail(`has a list of ${count} numbers of ${size} bytes, but ${this.#left} bytes are left`);
    }
    const start = this.#take(count * size);
    const view = this.#view;
    switch (type) {
      case 'd':
        return fill(new Float32Array(count), (i) => view.getFloat32(start + i * 4));
      case 'l':
        return fill(new Int32Array(count), (i) => view.getInt32(start + i * 4));
      case 'I':
        return fill(new Int16Array(count), (i) => view.getInt16(start + i * 2));
      case 'i':
        return new Int8Array(this.#bytes.slice(start, start + count).buffer);
      case 'U':
        return this.#bytes.slice(start, start + count);
      default:
        return fill(new Float64Array(count), (i) => this.#number(type, start + i * size));
    }
  }

  #number(marker: string, at: number): number {
    switch (marker) {
      case 'i':
        return this.#view.getInt8(at);
      case 'U':
        return this.#view.getUint8(at);
      case 'I':
        return this.#view.getInt16(at);
      case 'l':
        return this.#view.getInt32(at);
      case 'L':
        return Number(this.#view.getBigInt64(at));
      case 'd':
        return this.#view.getFloat32(at);
      default:
        return this.#view.getFloat64(at);
    }
  }

  #text(): string {
    const length = this.#length();
    if (length > this.#left) throw this.#fail(`has a text of ${length} bytes, but ${this.#left} are left`);
    const start = this.#take(length);
    try {
      return this.#decoder.decode(this.#bytes.subarray(start, start + length));
    } catch {
      throw this.#fail('holds a text that is no valid UTF-8');
    }
  }

  #length(): number {
    const marker = this.#marker();
    if (!LENGTH_MARKERS.includes(marker)) throw this.#fail(`has a length of type ${JSON.stringify(marker)}`);
    const length = this.#number(marker, this.#take(SIZES[marker]!));
    if (!(length >= 0 && Number.isSafeInteger(length))) throw this.#fail(`has a length of ${length}`);
    return length;
  }

  get #left(): number {
    return this.#bytes.length - this.#at;
  }

  #take(size: number): number {
    if (size > this.#left) throw this.#fail('ends too early (truncated?)');
    const start = this.#at;
    this.#at += size;
    return start;
  }

  #marker(): string {
    return String.fromCharCode(this.#bytes[this.#take(1)]!);
  }

  #fail(problem: string): Error {
    return malformed(`the UBJSON of the file ${problem}, at byte ${this.#at}`);
  }
}

function fill<T extends { readonly length: number; [index: number]: number }>(list: T, at: (i: number) => number): T {
  for (let i = 0; i < list.length; i++) list[i] = at(i);
  return list;
}
