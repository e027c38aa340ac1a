import { Buffer } from 'node:buffer';
import type { JsonValue } from '../../payload/index.ts';
import { wireError } from './wire-error.ts';

const ALPHABET = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Base64 in either alphabet, with or without padding, as protobuf JSON allows. Throws INVALID_ARGUMENT. */
export function parseBase64(value: JsonValue, where: string): Uint8Array {
  if (typeof value !== 'string') throw wireError(where, 'must be base64 text');
  const digits = value.endsWith('=') ? value.replace(/=+$/, '').length : value.length;
  if (!ALPHABET.test(value) || digits % 4 === 1) throw wireError(where, 'is not valid base64');
  return Buffer.from(value, 'base64');
}
