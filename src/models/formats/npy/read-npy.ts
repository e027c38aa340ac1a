import { ByteReader } from '../byte-reader.ts';
import type { DescribedArray } from '../described.ts';
import { createModelFileError, malformed } from '../model-file-error.ts';
import { checkShape, decodeArray } from '../numpy/decode-array.ts';
import { parseNpyHeader } from './parse-npy-header.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_HEADER = 1_000_000;

/** Reads numpy's .npy (format versions 1 to 3). Arrays of objects are pickles in disguise and are refused. */
export function readNpy(bytes: Uint8Array): DescribedArray {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw malformed('an array file (.npy) does not begin as one');
  const reader = new ByteReader(bytes);
  reader.take(MAGIC.length, 'the magic word');
  const version = reader.uint8('a version');
  reader.uint8('a version');
  if (version < 1 || version > 3) throw malformed(`an array file (.npy) has the format version ${version}`);
  const size = version === 1 ? reader.uint16('the header') : reader.uint32('the header');
  if (size > MAX_HEADER) throw malformed(`an array file (.npy) has a header of ${size} bytes`);
  const header = parseNpyHeader(new TextDecoder('latin1').decode(reader.subarray(size, 'the header')));
  if (header.dtype.kind === 'O') {
    throw createModelFileError(
      'DANGEROUS_MODEL',
      'refused: an array file (.npy) holds Python objects, that is a pickle',
    );
  }
  const count = checkShape(header.shape, header.dtype);
  const content = reader.subarray(count * header.dtype.sizeBytes, `an array of shape [${header.shape.join(', ')}]`);
  if (reader.left > 0) throw malformed(`an array file (.npy) has ${reader.left} bytes behind its array`);
  return decodeArray(header.dtype, header.shape, header.isColumnMajor, content);
}
