import { decompressBzip2 } from './bzip2.ts';
import { inflate } from './inflate.ts';
import { decompressLz4 } from './lz4.ts';
import { decompressLzmaAlone, decompressXz } from './xz.ts';

export interface Compression {
  /** True when these first bytes say that the file is compressed in this way. */
  readonly isMagic: (bytes: Uint8Array) => boolean;
  readonly decompress: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

const startsWith =
  (...magic: readonly number[]) =>
  (bytes: Uint8Array): boolean =>
    magic.every((byte, i) => bytes[i] === byte);

/** The compressions that joblib writes, by the names that it gives them. */
export const COMPRESSIONS: Readonly<Record<string, Compression>> = {
  bz2: { isMagic: startsWith(0x42, 0x5a, 0x68), decompress: decompressBzip2 },
  gzip: { isMagic: startsWith(0x1f, 0x8b), decompress: (bytes) => inflate(bytes, 'gzip') },
  lz4: { isMagic: startsWith(0x04, 0x22, 0x4d, 0x18), decompress: decompressLz4 },
  lzma: { isMagic: startsWith(0x5d, 0x00, 0x00), decompress: decompressLzmaAlone },
  xz: { isMagic: startsWith(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00), decompress: decompressXz },
  zlib: {
    isMagic: (bytes) => bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1] ?? 0),
    decompress: (bytes) => inflate(bytes, 'deflate'),
  },
};

/** Gives the bytes decompressed when they begin like one of the known compressions, else as they are. */
export async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  const found = Object.values(COMPRESSIONS).find(({ isMagic }) => isMagic(bytes));
  return found === undefined ? bytes : await found.decompress(bytes);
}
