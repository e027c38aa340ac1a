import { LIMITS } from '../limits.ts';
import { malformed } from '../model-file-error.ts';
import type { ModelJson } from './model-json.ts';
import { parseDecimal } from './parse-decimal.ts';

/**
 * Parses JSON of a model file (RFC 8259) from its bytes. Beyond the RFC it takes the bare NaN, Infinity and -Infinity
 * that Python's json module and XGBoost write. Lists of nothing but numbers become Float64Array, objects become Maps.
 */
export function parseModelJson(bytes: Uint8Array): ModelJson {
  return new ModelJsonParser(bytes).parse();
}

class ModelJsonParser {
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  /** Numbers of the list that is being read; lists of numbers hold no other list, so one is enough. */
  #numbers = new Float64Array(256);
  /** Keys come again and again. */
  readonly #keys = new Map<string, string>();
  #at = 0;
  #values = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    // A byte order mark, which editors leave.
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3;
  }

  parse(): ModelJson {
    const value = this.#value(0);
    if (this.#peek() !== undefined) throw this.#fail('something follows the end of the JSON value');
    return value;
  }

  /** The next byte that is no white space, not yet consumed. */
  #peek(): number | undefined {
    const bytes = this.#bytes;
    for (;;) {
      const byte = bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.#at++;
    }
  }

  #value(depth: number): ModelJson {
    if (depth > LIMITS.depth) throw this.#fail(`it is nested deeper than ${LIMITS.depth}`);
    if (++this.#values > LIMITS.objects) throw this.#fail(`it has more values than the limit of ${LIMITS.objects}`);
    const byte = this.#peek();
    switch (byte) {
      case 0x7b:
        return this.#object(depth);
      case 0x5b:
        return this.#list(depth);
      case 0x22:
        return this.#text();
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      case undefined:
        throw this.#fail('it ends too early (truncated?)');
      default:
        return this.#number();
    }
  }

  #object(depth: number): ModelJson {
    const entries = new Map<string, ModelJson>();
    this.#at++;
    if (this.#peek() === 0x7d) {
      this.#at++;
      return entries;
    }
    for (;;) {
      if (this.#peek() !== 0x22) throw this.#fail('want a text as key');
      const key = this.#key(this.#text());
      if (this.#peek() !== 0x3a) throw this.#fail('want a colon');
      this.#at++;
      entries.set(key, this.#value(depth + 1));
      if (this.#isEnd(0x7d)) return entries;
    }
  }

  #key(text: string): string {
    const known = this.#keys.get(text);
    if (known !== undefined) return known;
    if (this.#keys.size < 10_000) this.#keys.set(text, text);
    return text;
  }

  #list(depth: number): ModelJson {
    this.#at++;
    if (this.#peek() === 0x5d) {
      this.#at++;
      return [];
    }
    let count = 0;
    while (this.#isNumberNext()) {
      if (count === this.#numbers.length) this.#grow();
      this.#numbers[count++] = this.#number();
      if (this.#isEnd(0x5d)) return this.#numbers.slice(0, count);
    }
    const items: ModelJson[] = Array.from(this.#numbers.subarray(0, count));
    for (;;) {
      items.push(this.#value(depth + 1));
      if (this.#isEnd(0x5d)) return items;
    }
  }

  #grow(): void {
    const larger = new Float64Array(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }

  /** Passes over a comma, or over the closing bracket: then true. */
  #isEnd(bracket: number): boolean {
    const byte = this.#peek();
    if (byte !== 0x2c && byte !== bracket) throw this.#fail('want a comma or a closing bracket');
    this.#at++;
    return byte === bracket;
  }

  /** Digits, signs, and the N and I of NaN and Infinity. */
  #isNumberNext(): boolean {
    const byte = this.#peek();
    return isDigit(byte) || byte === 0x2d || byte === 0x4e || byte === 0x49;
  }

  #number(): number {
    const start = this.#at;
    const bytes = this.#bytes;
    let at = start;
    if (bytes[at] === 0x2d) at++;
    if (bytes[at] === 0x4e) return this.#word('NaN', Number.NaN);
    if (bytes[at] === 0x49) {
      this.#at = at;
      return this.#word('Infinity', at === start ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
    }
    if (!isDigit(bytes[at])) throw this.#fail('want a value');
    let isFloat = false;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (isDigit(byte)) continue;
      if (byte !== 0x2e && byte !== 0x65 && byte !== 0x45 && byte !== 0x2b && byte !== 0x2d) break;
      isFloat = true;
    }
    const value = parseDecimal(bytes, start, at, isFloat);
    if (value === undefined) throw this.#fail('want a value');
    this.#at = at;
    return value;
  }

  #word<T>(word: string, value: T): T {
    for (let i = 0; i < word.length; i++) {
      if (this.#bytes[this.#at + i] !== word.charCodeAt(i)) throw this.#fail('want a value');
    }
    this.#at += word.length;
    return value;
  }

  #text(): string {
    const bytes = this.#bytes;
    const start = ++this.#at;
    let at = start;
    let hasEscape = false;
    for (; ; at++) {
      const byte = bytes[at];
      if (byte === 0x22) break;
      if (byte === undefined || byte < 0x20) throw this.#fail('a text has no end');
      if (byte !== 0x5c) continue;
      hasEscape = true;
      at++;
    }
    this.#at = at + 1;
    try {
      if (hasEscape) return JSON.parse(this.#decoder.decode(bytes.subarray(start - 1, at + 1))) as string;
      return this.#decoder.decode(bytes.subarray(start, at));
    } catch {
      throw this.#fail('it holds a text that is no valid UTF-8 or has a wrong escape');
    }
  }

  #fail(problem: string): Error {
    const { length } = this.#bytes;
    const said = this.#at >= length ? 'it ends too early (truncated?)' : problem;
    return malformed(`the JSON of the file: ${said}, at byte ${Math.min(this.#at, length)}`);
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
