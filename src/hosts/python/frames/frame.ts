/** Two u32: size of the header, size of the body. */
export const PREFIX_BYTES = 8;
/** More than any honest header: tags, metrics, names and a traceback stand in it. */
export const MAX_HEADER_BYTES = 64 * 1024 * 1024;
/** A u32 holds no more, padding included. */
export const MAX_BODY_BYTES = 2 ** 32 - 8;
/** Frames up to this size are copied into one buffer: cheaper than a list of small ones. */
const COPY_LIMIT_BYTES = 16 * 1024;
const ALIGNMENT = 8;
const ZEROS = new Uint8Array(ALIGNMENT);
const SPACE = 0x20;

export function paddedSize(sizeBytes: number): number {
  return Math.ceil(sizeBytes / ALIGNMENT) * ALIGNMENT;
}

/**
 * The buffers of one frame, to be written in this order. `sections` are the bodies' bytes without padding; a section may
 * come in several pieces. Large ones are handed on and not copied. See docs/internals/python-worker.md.
 * Throws RangeError when the frame is too large for the format.
 */
export function encodeFrame(header: string, sections: readonly (readonly Uint8Array[])[]): Uint8Array[] {
  const textBytes = Buffer.byteLength(header);
  const headerBytes = paddedSize(textBytes);
  let bodyBytes = 0;
  for (let i = 0; i < sections.length; i += 1) bodyBytes += paddedSize(sectionBytes(sections[i]!));
  if (headerBytes > MAX_HEADER_BYTES || bodyBytes > MAX_BODY_BYTES) throw new RangeError('frame too large');
  const start = PREFIX_BYTES + headerBytes;
  const copies = bodyBytes <= COPY_LIMIT_BYTES;
  const head = Buffer.allocUnsafe(copies ? start + bodyBytes : start);
  head.writeUInt32LE(headerBytes, 0);
  head.writeUInt32LE(bodyBytes, 4);
  head.write(header, PREFIX_BYTES, textBytes, 'utf8');
  for (let i = PREFIX_BYTES + textBytes; i < start; i += 1) head[i] = SPACE;
  if (copies) {
    copySections(head, start, sections);
    return [head];
  }
  return [head, ...sections.flatMap(paddedPieces)];
}

export function sectionBytes(pieces: readonly Uint8Array[]): number {
  let total = 0;
  for (let i = 0; i < pieces.length; i += 1) total += pieces[i]!.byteLength;
  return total;
}

function copySections(target: Uint8Array, start: number, sections: readonly (readonly Uint8Array[])[]): void {
  let offset = start;
  for (const pieces of sections) {
    for (const piece of pieces) {
      target.set(piece, offset);
      offset += piece.byteLength;
    }
    while ((offset - start) % ALIGNMENT !== 0) target[offset++] = 0;
  }
}

function paddedPieces(pieces: readonly Uint8Array[]): Uint8Array[] {
  const size = sectionBytes(pieces);
  const padding = paddedSize(size) - size;
  const used = pieces.filter((piece) => piece.byteLength > 0);
  return padding === 0 ? used : [...used, ZEROS.subarray(0, padding)];
}
