import { RadiantError } from '../../../base/index.ts';
import type { WireMessage } from '../../../graph/index.ts';

/** RFC 9110: a token, and what a value may have. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The first lines of a request. `authority` is host and port. */
export function requestStart(method: 'GET' | 'POST', path: string, authority: string): string {
  return `${method} ${path} HTTP/1.1\r\nhost: ${authority}\r\nconnection: keep-alive\r\n`;
}

/**
 * The whole head of a request. `start` is of `requestStart`; `headers` are names and values in turn; `message` undefined: no body and nothing
 * said about it. Throws INVALID_ARGUMENT for a header that would break the head.
 */
export function requestHead(start: string, headers: readonly string[], message: WireMessage | undefined): string {
  let head = start;
  for (let i = 0; i + 1 < headers.length; i += 2) head += line(headers[i] as string, headers[i + 1] as string);
  if (message === undefined) return `${head}\r\n`;
  const { contentType, contentEncoding, jsonBytes, bytes } = message;
  if (contentType !== undefined) head += line('content-type', contentType);
  if (contentEncoding !== undefined) head += line('content-encoding', contentEncoding);
  if (jsonBytes !== undefined) head += line('inference-header-content-length', String(jsonBytes));
  return `${head}content-length: ${bytes.length}\r\n\r\n`;
}

function line(name: string, value: string): string {
  if (NAME.test(name) && VALUE.test(value)) return `${name}: ${value}\r\n`;
  throw new RadiantError('INVALID_ARGUMENT', `header ${name.slice(0, 100)} has characters that no HTTP header has`, {
    reason: 'BAD_HEADER',
  });
}
