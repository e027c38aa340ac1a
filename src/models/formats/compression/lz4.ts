import { ByteReader } from '../byte-reader.ts';
import { LIMITS } from '../limits.ts';
import { malformed } from '../model-file-error.ts';
import { inflatedLimit, OutputBuffer, tooLarge } from './output-buffer.ts';

const MAGIC = 0x184d2204;
const UNCOMPRESSED = 0x80000000;

/** Takes what the frames say: bytes, and how many to repeat. */
type Sink = Pick<OutputBuffer, 'append' | 'copyBack'>;

/**
 * LZ4 frames (the LZ4 frame format 1.6.2), without the check sums: a damaged model fails its own checks. They are read
 * twice, first only to count: a bomb is refused before any memory is taken, and the output is allocated once.
 */
export function decompressLz4(bytes: Uint8Array): Uint8Array {
  const output = new OutputBuffer(bytes.length, countOutput(bytes));
  readFrames(bytes, output);
  return output.finish();
}

function countOutput(bytes: Uint8Array): number {
  const limit = inflatedLimit(bytes.length, LIMITS.inflatedRatioOfLz4);
  let length = 0;
  const add = (count: number): void => {
    length += count;
    if (length > limit) throw tooLarge(limit);
  };
  readFrames(bytes, { append: (part) => add(part.length), copyBack: (_, count) => add(count) });
  return length;
}

function readFrames(bytes: Uint8Array, output: Sink): void {
  const reader = new ByteReader(bytes);
  while (reader.left > 0) readFrame(reader, output);
}

function readFrame(reader: ByteReader, output: Sink): void {
  if (reader.uint32('an lz4 frame') !== MAGIC) throw malformed('lz4 data does not begin with a frame');
  const flags = reader.uint8('an lz4 frame');
  if (flags >> 6 !== 1) throw malformed(`lz4 frame version ${flags >> 6} is not known`);
  if ((flags & 1) !== 0) throw malformed('lz4 frames with a dictionary are not supported');
  reader.uint8('an lz4 frame');
  if ((flags & 8) !== 0) reader.take(8, 'the lz4 content size');
  reader.uint8('the lz4 header check sum');
  for (;;) {
    const size = reader.uint32('an lz4 block');
    if (size === 0) break;
    const block = reader.subarray(size & ~UNCOMPRESSED, 'an lz4 block');
    if (size >>> 31 === 1) output.append(block);
    else readBlock(new ByteReader(block), output);
    if ((flags & 16) !== 0) reader.take(4, 'an lz4 block check sum');
  }
  if ((flags & 4) !== 0) reader.take(4, 'the lz4 content check sum');
}

function readBlock(reader: ByteReader, output: Sink): void {
  for (;;) {
    const token = reader.uint8('an lz4 token');
    output.append(reader.subarray(readLength(reader, token >> 4), 'lz4 literals'));
    if (reader.left === 0) return;
    const distance = reader.uint16('an lz4 offset');
    output.copyBack(distance, readLength(reader, token & 15) + 4);
  }
}

function readLength(reader: ByteReader, short: number): number {
  if (short < 15) return short;
  let length = short;
  for (let byte = 255; byte === 255; ) {
    byte = reader.uint8('an lz4 length');
    length += byte;
  }
  return length;
}
