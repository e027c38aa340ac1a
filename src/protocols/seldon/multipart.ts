import { badData } from './bad-data.ts';
import { checkedJson } from './form-body.ts';

/** More parts than any message has members. */
const MAX_PARTS = 1000;
const MAX_HEADER_BYTES = 16 * 1024;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const DASH = 0x2d;

interface Part {
  readonly name: string;
  readonly isFile: boolean;
  readonly content: Buffer;
}

/**
 * Puts the parts of a multipart/form-data body (RFC 7578) together to one JSON object. Text parts are JSON but for `strData`, which is
 * text; the file `binData` becomes base64, every other file text. The first of equal names wins, a file over a text.
 */
export function readMultipart(contentType: string, body: Uint8Array): Uint8Array {
  const boundary = readBoundary(contentType);
  const members = new Map<string, string>();
  const parts =
    boundary === undefined ? [] : splitParts(Buffer.from(body.buffer, body.byteOffset, body.byteLength), boundary);
  for (const part of parts) if (!part.isFile && !members.has(part.name)) members.set(part.name, textMember(part));
  const files = new Set<string>();
  for (const part of parts) {
    if (!part.isFile || files.has(part.name)) continue;
    files.add(part.name);
    members.set(part.name, fileMember(part));
  }
  const text = Array.from(members, ([name, json]) => `${JSON.stringify(name)}:${json}`).join(',');
  return new TextEncoder().encode(`{${text}}`);
}

function textMember(part: Part): string {
  const text = decodeText(part);
  if (part.name === 'strData') return JSON.stringify(text);
  checkedJson(text, `multipart field ${part.name.slice(0, 40)}`);
  return text;
}

function fileMember(part: Part): string {
  if (part.name === 'binData') return `"${part.content.toString('base64')}"`;
  return JSON.stringify(decodeText(part));
}

function decodeText(part: Part): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(part.content);
  } catch (cause) {
    throw badData(`multipart field ${part.name.slice(0, 40)} is not valid UTF-8`, cause);
  }
}

function readBoundary(contentType: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2];
}

function splitParts(body: Buffer, boundary: string): Part[] {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Part[] = [];
  let at = findDelimiter(body, delimiter, 0);
  // Without any delimiter there is nothing to complain of but the empty message that it makes.
  while (at !== -1) {
    const start = at + delimiter.length;
    if (body[start] === DASH) return parts;
    const next = findDelimiter(body, delimiter, start);
    if (next === -1) throw badData('the multipart body ends before its closing boundary');
    if (parts.length === MAX_PARTS) throw badData(`the multipart body has more than ${MAX_PARTS} parts`);
    const part = readPart(body.subarray(start, next));
    if (part !== undefined) parts.push(part);
    at = next;
  }
  return parts;
}

/** The next delimiter: at the beginning of a line, and nothing but `--` or the end of the line behind it. */
function findDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  for (let at = body.indexOf(delimiter, from); at !== -1; at = body.indexOf(delimiter, at + 1)) {
    if (at > 0 && body[at - 1] !== LINE_FEED) continue;
    let end = at + delimiter.length;
    if (body[end] === DASH && body[end + 1] === DASH) return at;
    while (body[end] === 0x20 || body[end] === 0x09) end++;
    if (body[end] === CARRIAGE_RETURN) end++;
    if (body[end] === LINE_FEED) return at;
  }
  return -1;
}

/**
 * A part from the end of its delimiter to the next one; undefined without a name. Lines may end with a line feed alone,
 * as some clients have it.
 */
function readPart(part: Buffer): Part | undefined {
  const text = part.toString('latin1', 0, MAX_HEADER_BYTES);
  const start = text.indexOf('\n') + 1;
  const end = /\r?\n\r?\n/.exec(text.slice(start - 1));
  if (end === null) {
    if (part.length > MAX_HEADER_BYTES) throw badData('a part of the multipart body has headers that are too long');
    return undefined;
  }
  const headers = part.toString('utf8', start, start - 1 + end.index).split(/\r?\n/);
  const disposition = headers.find((line) => /^content-disposition\s*:/i.test(line)) ?? '';
  const name = readParameter(disposition, 'name');
  if (name === undefined) return undefined;
  const isFile = readParameter(disposition, 'filename') !== undefined;
  return { name, isFile, content: withoutLineEnd(part.subarray(start - 1 + end.index + end[0].length)) };
}

/** The line end before a delimiter belongs to the delimiter. */
function withoutLineEnd(content: Buffer): Buffer {
  if (content.at(-1) !== LINE_FEED) return content;
  return content.subarray(0, content.length - (content.at(-2) === CARRIAGE_RETURN ? 2 : 1));
}

function readParameter(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\*?=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;]*))`, 'i').exec(header);
  if (match === null) return undefined;
  return match[1]?.replace(/\\(.)/g, '$1') ?? match[2]?.trim();
}
