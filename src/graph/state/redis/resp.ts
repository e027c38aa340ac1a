/** One reply of a Redis server. */
export type Reply = string | number | null | RedisFailure | readonly Reply[];

/** A reply that says no: a code in capitals, a space, and words. */
export interface RedisFailure {
  readonly failure: string;
}

const CR = 0x0d;
const LF = 0x0a;
/** What is asked for here has far less. */
const MAX_REPLY_BYTES = 1 << 20;
const MAX_DEPTH = 4;
const WAITING = Symbol('the reply is not whole yet');

/** A command as the server reads it: an array of texts. Source: the Redis serialization protocol, version 2. */
export function encodeCommand(words: readonly string[]): string {
  let text = `*${words.length}\r\n`;
  for (const word of words) text += `$${Buffer.byteLength(word)}\r\n${word}\r\n`;
  return text;
}

export function isFailure(reply: Reply): reply is RedisFailure {
  return typeof reply === 'object' && reply !== null && 'failure' in reply;
}

/** Puts replies together from chunks. Throws an Error when what comes is no reply, or one of over 1 MiB. */
export class ReplyReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** The replies that are whole now. */
  read(chunk: Buffer): Reply[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const replies: Reply[] = [];
    let whole = 0;
    for (this.#at = 0; this.#at < this.#bytes.length; whole = this.#at) {
      const reply = this.#next(0);
      if (reply === WAITING) break;
      replies.push(reply);
    }
    this.#bytes = this.#bytes.subarray(whole);
    if (this.#bytes.length > MAX_REPLY_BYTES) throw new Error('a reply of over 1 MiB');
    return replies;
  }

  #next(depth: number): Reply | typeof WAITING {
    const line = this.#line();
    if (line === undefined) return WAITING;
    const rest = line.slice(1);
    switch (line[0]) {
      case '+':
        return rest;
      case '-':
        return { failure: rest };
      case ':':
        return Number(rest);
      case '$':
        return this.#text(lengthOf(rest));
      case '*':
        return this.#list(lengthOf(rest), depth);
      default:
        throw new Error('no reply of Redis');
    }
  }

  #line(): string | undefined {
    const end = this.#bytes.indexOf(LF, this.#at);
    if (end < 0) return undefined;
    if (this.#bytes[end - 1] !== CR) throw new Error('a line without its end');
    const line = this.#bytes.toString('latin1', this.#at, end - 1);
    this.#at = end + 1;
    return line;
  }

  #text(length: number): Reply | typeof WAITING {
    if (length < 0) return null;
    const end = this.#at + length;
    if (end + 2 > this.#bytes.length) return WAITING;
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 2;
    return text;
  }

  #list(length: number, depth: number): Reply | typeof WAITING {
    if (length < 0) return null;
    if (depth >= MAX_DEPTH) throw new Error('replies nested too deeply');
    const list: Reply[] = [];
    while (list.length < length) {
      const item = this.#next(depth + 1);
      if (item === WAITING) return WAITING;
      list.push(item);
    }
    return list;
  }
}

function lengthOf(text: string): number {
  const length = /^(-1|\d{1,7})$/.test(text) ? Number(text) : Number.NaN;
  if (!(length <= MAX_REPLY_BYTES)) throw new Error('a reply of over 1 MiB');
  return length;
}
