import type { RunningChecksum } from './compute-checksum.ts';

/** Castagnoli's polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78;

/**
 * CRC-32C (RFC 3720, appendix B.4), which Google Cloud Storage and S3 give, eight bytes at a time
 * (Kounavis and Berry, "Novel table lookup-based algorithms for high-performance CRC generation", 2008).
 */
export function createCrc32c(): RunningChecksum {
  const tables = makeTables();
  let crc = 0xffffffff;
  return {
    update: (bytes) => {
      crc = addBytes(tables, crc, bytes);
    },
    digest: () => ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0'),
  };
}

/** Eight tables of 256, one behind the other. */
function makeTables(): Uint32Array {
  const tables = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256]!;
    tables[at] = (before >>> 8) ^ tables[before & 0xff]!;
  }
  return tables;
}

function addBytes(t: Uint32Array, start: number, bytes: Buffer): number {
  let crc = start;
  let at = 0;
  const end = bytes.length - 7;
  for (; at < end; at += 8) {
    const low = crc ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
    crc =
      t[1792 + (low & 0xff)]! ^
      t[1536 + ((low >>> 8) & 0xff)]! ^
      t[1280 + ((low >>> 16) & 0xff)]! ^
      t[1024 + (low >>> 24)]! ^
      t[768 + bytes[at + 4]!]! ^
      t[512 + bytes[at + 5]!]! ^
      t[256 + bytes[at + 6]!]! ^
      t[bytes[at + 7]!]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t[(crc ^ bytes[at]!) & 0xff]!;
  return crc;
}
