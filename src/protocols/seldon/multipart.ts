import { badData } from './bad-data.ts';
import { checkedJson } from './form-body.ts';

/** More parts than any message has members. */
const MAX_PARTS = 1000;
const MAX_HEADER_BYTES = 16 * 1024;
const LINE_END = Buffer.from('\r\n');
const HEADER_END = Buffer.from('\r\n\r\n');

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
  while (at !== -1) {
    const afterDelimiter = at + delimiter.length;
    if (body.subarray(afterDelimiter, afterDelimiter + 2).equals(Buffer.from('--'))) return parts;
    const start = body.indexOf(LINE_END, afterDelimiter);
    const next = start === -1 ? -1 : findDelimiter(body, delimiter, start);
    if (next === -1) break;
    if (parts.length === MAX_PARTS) throw badData(`the multipart body has more than ${MAX_PARTS} parts`);
    const part = readPart(body.subarray(start + 2, Math.max(start + 2, next - 2)));
    if (part !== undefined) parts.push(part);
    at = next;
  }
  // Without any delimiter there is nothing to complain of but the empty message that it makes.
  if (at === -1) return parts;
  throw badData('the multipart body ends before its closing boundary');
}

/** The next delimiter at the beginning of a line. */
function findDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  for (let at = body.indexOf(delimiter, from); at !== -1; at = body.indexOf(delimiter, at + 1)) {
    if (at === 0 || (body[at - 2] === 0x0d && body[at - 1] === 0x0a)) return at;
  }
  return -1;
}

/** Undefined for a part without a name. */
function readPart(part: Buffer): Part | undefined {
  // A part without headers begins with the empty line that ends them.
  const hasHeaders = !part.subarray(0, 2).equals(LINE_END);
  const end = hasHeaders ? part.indexOf(HEADER_END) : 0;
  if (!hasHeaders || end === -1) return undefined;
  if (end > MAX_HEADER_BYTES) throw badData('a part of the multipart body has headers that are too long');
  const headers = part.toString('utf8', 0, end).split('\r\n');
  const disposition = headers.find((line) => /^content-disposition\s*:/i.test(line)) ?? '';
  const name = readParameter(disposition, 'name');
  if (name === undefined) return undefined;
  const isFile = readParameter(disposition, 'filename') !== undefined;
  return { name, isFile, content: part.subarray(end + HEADER_END.length) };
}

function readParameter(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\*?=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;]*))`, 'i').exec(header);
  if (match === null) return undefined;
  return match[1]?.replace(/\\(.)/g, '$1') ?? match[2]?.trim();
}
