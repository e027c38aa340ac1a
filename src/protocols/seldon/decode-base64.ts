import { badData } from './bad-data.ts';

/**
 * Base64 (RFC 4648, both alphabets) to bytes. As Python does: characters outside of the alphabet are skipped, what follows the
 * padding is ignored, but the padding must be there. Throws INVALID_ARGUMENT naming the field.
 */
export function decodeBase64(text: string, field: string): Uint8Array {
  const clean = /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? text : text.replace(/[^A-Za-z0-9+/=_-]/g, '');
  const padding = clean.indexOf('=');
  const size = padding === -1 ? clean.length : padding;
  const rest = size % 4;
  if (rest === 1) throw badData(`${field} is not valid base64: ${size} characters are one too many or three too few`);
  if (rest !== 0 && clean.slice(size, size + 4 - rest) !== '='.repeat(4 - rest)) {
    throw badData(`${field} is not valid base64: the padding (=) at its end is missing`);
  }
  return Buffer.from(padding === -1 ? clean : clean.slice(0, size), 'base64');
}
