import { ByteReader } from '../byte-reader.ts';
import { malformed } from '../model-file-error.ts';
import { LzmaDecoder, type LzmaProperties, parseLzmaProperties } from './lzma.ts';
import { OutputBuffer, tooLarge } from './output-buffer.ts';

const LZMA2_FILTER = 0x21;
const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

/** The older "lzma alone" form: properties, dictionary size, size (or -1 for an end marker), one stream. */
export function decompressLzmaAlone(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(bytes);
  const properties = parseLzmaProperties(reader.uint8('the lzma header'));
  reader.take(4, 'the lzma header');
  const declared = reader.view.getBigUint64(reader.take(8, 'the lzma header'), true);
  const isOpen = declared === 0xffffffffffffffffn;
  const output = new OutputBuffer(bytes.length);
  if (!isOpen) {
    if (declared > BigInt(Number.MAX_SAFE_INTEGER)) throw tooLarge(Number.MAX_SAFE_INTEGER);
    output.reserve(Number(declared));
  }
  const decoder = new LzmaDecoder(output);
  decoder.reset(properties, true);
  decoder.decode(bytes.subarray(reader.at), isOpen ? undefined : Number(declared));
  return output.finish();
}

/** The xz container with LZMA2 blocks (the .xz file format 1.1.0), without its check sums. */
export function decompressXz(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(bytes);
  const output = new OutputBuffer(bytes.length);
  reader.take(6, 'the xz header');
  reader.uint8('the xz header');
  const checkSize = CHECK_SIZES[reader.uint8('the xz header') & 15]!;
  reader.take(4, 'the xz header');
  for (;;) {
    const headerWords = reader.uint8('an xz block');
    if (headerWords === 0) return output.finish();
    checkFilters(new ByteReader(reader.subarray(headerWords * 4 + 3, 'an xz block header')));
    const start = reader.at;
    readLzma2(reader, output);
    reader.take((4 - ((reader.at - start) % 4)) % 4, 'xz padding');
    reader.take(checkSize, 'an xz check sum');
  }
}

function checkFilters(header: ByteReader): void {
  const flags = header.uint8('an xz block header');
  if ((flags & 3) !== 0) throw malformed('xz data uses filters beside LZMA2, which are not supported');
  for (const bit of [64, 128]) if ((flags & bit) !== 0) readVarint(header);
  if (readVarint(header) !== LZMA2_FILTER) throw malformed('xz data uses a filter other than LZMA2');
}

function readVarint(reader: ByteReader): number {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = reader.uint8('an xz number');
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return value;
  }
  throw malformed('xz data is damaged: a number without end');
}

/** LZMA2: chunks that are stored or LZMA coded, and say what of the decoder's state they keep. */
function readLzma2(reader: ByteReader, output: OutputBuffer): void {
  const decoder = new LzmaDecoder(output);
  let properties: LzmaProperties | undefined;
  for (;;) {
    const control = reader.uint8('an xz chunk');
    if (control === 0) return;
    if (control < 128) {
      if (control > 2) throw malformed('xz data is damaged: bad chunk');
      if (control === 1) decoder.startDictionary();
      output.append(reader.subarray(uint16BigEndian(reader) + 1, 'an xz chunk'));
      continue;
    }
    const size = ((control & 31) << 16) + uint16BigEndian(reader) + 1;
    const packed = uint16BigEndian(reader) + 1;
    const resets = (control >> 5) & 3;
    if (resets >= 2) properties = parseLzmaProperties(reader.uint8('an xz chunk'));
    if (properties === undefined) throw malformed('xz data is damaged: a chunk without properties');
    if (resets >= 1) decoder.reset(properties, resets === 3);
    decoder.decode(reader.subarray(packed, 'an xz chunk'), size);
  }
}

function uint16BigEndian(reader: ByteReader): number {
  return reader.view.getUint16(reader.take(2, 'an xz chunk'), false);
}
