import { Buffer, isUtf8 } from 'node:buffer';

const LONGEST_BY_HAND = 24;

/** Text of `bytes[start, end)`; undefined when it is not valid UTF-8, which protobuf demands of a string. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start <= LONGEST_BY_HAND) {
    // Names and keys are short and plain: this is several times faster than a call into the runtime.
    let text = '';
    let at = start;
    while (at < end && bytes[at]! < 0x80) text += String.fromCharCode(bytes[at++]!);
    if (at === end) return text;
  }
  const part = bytes.subarray(start, end);
  if (!isUtf8(part)) return undefined;
  return Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8');
}
