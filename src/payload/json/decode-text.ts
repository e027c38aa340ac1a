/** Texts up to this length are put together letter by letter, which is cheaper than any call. */
const SHORT_TEXT = 10;

/** Node's Buffer, which bodies nearly always are, decodes much faster than a TextDecoder; browsers have none. */
type MaybeBuffer = Uint8Array & {
  readonly latin1Slice?: (start: number, end: number) => string;
  readonly utf8Slice?: (start: number, end: number) => string;
};

/** The text of bytes that are all ASCII. */
export function decodeAscii(bytes: MaybeBuffer, start: number, end: number): string {
  if (end - start <= SHORT_TEXT) {
    let text = '';
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
    return text;
  }
  return bytes.latin1Slice === undefined ? decodeUtf8(bytes, start, end) : bytes.latin1Slice(start, end);
}

/** The text of bytes that are valid UTF-8. A byte order mark is a character like any other. */
export function decodeUtf8(bytes: MaybeBuffer, start: number, end: number): string {
  if (bytes.utf8Slice !== undefined) return bytes.utf8Slice(start, end);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, end));
}
