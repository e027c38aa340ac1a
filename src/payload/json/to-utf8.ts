import { RadiantError } from '../../base/errors.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/**
 * Gives the UTF-8 bytes of a JSON text in UTF-8, UTF-16 or UTF-32, with or without byte order mark. The encoding shows
 * in where the zero bytes of the first two characters lie, for these are ASCII (RFC 4627, section 3).
 * UTF-8 comes back unread and without its mark. Throws INVALID_ARGUMENT with reason BAD_JSON for broken code units.
 */
export function jsonToUtf8(bytes: Uint8Array): Uint8Array {
  const first = bytes[0];
  if (first === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  // Nearly every body: an ASCII byte and then another one.
  if (first !== undefined && first !== 0 && first < 0xfe && bytes[1] !== 0) return bytes;
  const { encoding, markSize } = detectEncoding(bytes);
  if (encoding === 'utf-8') return bytes;
  const text = decode(bytes.subarray(markSize), encoding);
  if (text === undefined) {
    throw new RadiantError('INVALID_ARGUMENT', `not valid JSON: the bytes are not valid ${encoding.toUpperCase()}`, {
      reason: 'BAD_JSON',
    });
  }
  return new TextEncoder().encode(text);
}

function detectEncoding(bytes: Uint8Array): { encoding: Encoding; markSize: number } {
  const [a, b, c, d] = bytes;
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', markSize: 4 };
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { encoding: 'utf-32le', markSize: 4 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', markSize: 2 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', markSize: 2 };
  if (bytes.length >= 4) {
    if (a === 0) return { encoding: b === 0 ? 'utf-32be' : 'utf-16be', markSize: 0 };
    if (b === 0) return { encoding: c === 0 && d === 0 ? 'utf-32le' : 'utf-16le', markSize: 0 };
  } else if (bytes.length === 2) {
    if (a === 0) return { encoding: 'utf-16be', markSize: 0 };
    if (b === 0) return { encoding: 'utf-16le', markSize: 0 };
  }
  return { encoding: 'utf-8', markSize: 0 };
}

function decode(bytes: Uint8Array, encoding: Exclude<Encoding, 'utf-8'>): string | undefined {
  const littleEndian = encoding.endsWith('le');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unitSize = encoding.startsWith('utf-16') ? 2 : 4;
  if (bytes.length % unitSize !== 0) return undefined;
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += unitSize) {
    const unit = unitSize === 2 ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian);
    if (unit > 0x10ffff || (unitSize === 4 && unit >= 0xd800 && unit <= 0xdfff)) return undefined;
    parts.push(unitSize === 2 ? String.fromCharCode(unit) : String.fromCodePoint(unit));
  }
  const text = parts.join('');
  return text.isWellFormed() ? text : undefined;
}
