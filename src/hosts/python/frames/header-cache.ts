import type { JsonObject } from '../../../payload/index.ts';
import { parseLenient } from './header-json.ts';

const MAX_KEPT_CHARS = 4096;
const START = '{"id":';

/**
 * Reads headers. Answers of one class mostly differ in their id alone: what comes after it is parsed only when it is another text
 * than last time. Headers are read-only, so two may share their parts.
 */
export class HeaderCache {
  #rest = '';
  #parsed: JsonObject = {};

  /** Throws Error when the text is no JSON object. */
  parse(text: string): JsonObject {
    const comma = text.startsWith(START) ? text.indexOf(',') : -1;
    if (comma === -1) return parseObject(text);
    const rest = text.slice(comma);
    if (rest === this.#rest) {
      const id = Number(text.slice(START.length, comma));
      if (Number.isSafeInteger(id)) return { ...this.#parsed, id };
    }
    const header = parseObject(text);
    if (rest.length <= MAX_KEPT_CHARS) {
      this.#rest = rest;
      this.#parsed = header;
    }
    return header;
  }
}

function parseObject(text: string): JsonObject {
  const header = parseLenient(text);
  if (header === null || typeof header !== 'object' || Array.isArray(header))
    throw new Error('a header is no JSON object');
  return header as JsonObject;
}
