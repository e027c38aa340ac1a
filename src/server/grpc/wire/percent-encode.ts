import { Buffer } from 'node:buffer';

const PLAIN = /^[\x20-\x24\x26-\x7e]*$/;

/**
 * Text of a `grpc-message` header: UTF-8 in which everything but printable ASCII, and `%`, is written `%XX`.
 * Source: gRPC over HTTP/2, "Responses".
 */
export function percentEncode(text: string): string {
  if (PLAIN.test(text)) return text;
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    if (byte >= 0x20 && byte <= 0x7e && byte !== 0x25) encoded += String.fromCharCode(byte);
    else encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
