/** What the head of an answer says, as far as it matters. */
export interface AnswerHead {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** Inference-Header-Content-Length, as it came. */
  readonly jsonLength: string | undefined;
  /** Where a redirect points. */
  readonly location: string | undefined;
  /** Undefined: the body says itself where it ends, or the end of the connection does. */
  readonly bodyBytes: number | undefined;
  readonly isChunked: boolean;
  /** False when the connection ends with this answer. */
  readonly staysOpen: boolean;
  /** How long the node keeps a connection on which nothing happens; undefined when it does not say. */
  readonly keepAliveMs: number | undefined;
}

/** Headers of interest by the length of their names, so that most lines are passed over without a look at the name. */
const NAMES: readonly (string | undefined)[] = byLength([
  'location',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'inference-header-content-length',
]);
const KEEP_ALIVE_LENGTH = 10;
/** Control characters, and line ends that are not both of \r\n. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const BROKEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n/;
const STATUS_LINE = /^HTTP\/1\.[01] [1-9]\d\d(?: |$)/;
const DIGITS = /^\d{1,15}$/;
const SPACE = 32;
const TAB = 9;

/**
 * Reads the head of an HTTP/1.1 answer: its lines without the empty one at the end, a character a byte. Undefined for anything that a node
 * which speaks HTTP does not send: such a connection is closed. Source: RFC 9112.
 */
export function parseAnswerHead(text: string): AnswerHead | undefined {
  if (BROKEN.test(text)) return undefined;
  let end = lineEnd(text, 0);
  if (!STATUS_LINE.test(text.slice(0, end))) return undefined;
  const values: (string | undefined)[] = [];
  let connection = '';
  let keepAlive = '';
  for (let start = end + 2; start < text.length; start = end + 2) {
    end = lineEnd(text, start);
    const colon = text.indexOf(':', start);
    if (colon <= start || colon > end || isSpace(text, start) || isSpace(text, colon - 1)) return undefined;
    const length = colon - start;
    if (length === KEEP_ALIVE_LENGTH) {
      const name = text.slice(start, colon).toLowerCase();
      if (name === 'connection') connection += `${text.slice(colon + 1, end)},`;
      else if (name === 'keep-alive') keepAlive = text.slice(colon + 1, end);
      continue;
    }
    const name = NAMES[length];
    if (name === undefined || text.slice(start, colon).toLowerCase() !== name) continue;
    const value = text.slice(colon + 1, end).trim();
    if (values[length] === undefined) values[length] = value;
    else if (values[length] !== value && isFraming(name)) return undefined;
  }
  return headOf(text, values, connection, keepAlive);
}

function headOf(
  text: string,
  values: readonly (string | undefined)[],
  connection: string,
  keepAlive: string,
): AnswerHead | undefined {
  const length = values['content-length'.length];
  const coding = values['transfer-encoding'.length];
  // Two ways to say where the body ends are one too many.
  if (length !== undefined && (coding !== undefined || !DIGITS.test(length))) return undefined;
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return undefined;
  const isOld = text.charCodeAt('HTTP/1.'.length) === 48;
  return {
    status: Number(text.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)),
    contentType: values['content-type'.length],
    contentEncoding: values['content-encoding'.length],
    jsonLength: values['inference-header-content-length'.length],
    location: values['location'.length],
    bodyBytes: length === undefined ? undefined : Number(length),
    isChunked: coding !== undefined,
    staysOpen: staysOpen(connection, isOld),
    keepAliveMs: keepAlive === '' ? undefined : readTimeout(keepAlive),
  };
}

function staysOpen(connection: string, isOld: boolean): boolean {
  if (connection === '') return !isOld;
  const words = connection.toLowerCase().split(',');
  for (const word of words) if (word.trim() === 'close') return false;
  return !isOld || words.some((word) => word.trim() === 'keep-alive');
}

/** `timeout=5, max=100` in seconds. */
function readTimeout(keepAlive: string): number | undefined {
  const seconds = /(?:^|[\s,])timeout=(\d{1,6})(?:[\s,]|$)/i.exec(keepAlive)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function isFraming(name: string): boolean {
  return name === 'content-length' || name === 'transfer-encoding';
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\r\n', start);
  return end === -1 ? text.length : end;
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === SPACE || code === TAB;
}

function byLength(names: readonly string[]): (string | undefined)[] {
  const table: (string | undefined)[] = [];
  for (const name of names) table[name.length] = name;
  return table;
}
