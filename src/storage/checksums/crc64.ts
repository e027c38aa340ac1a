import type { RunningChecksum } from './compute-checksum.ts';

/** The polynomial of CRC-64/NVME (NVM Express, NVM Command Set specification, section 5.2.1.3.4), reflected. */
const POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

/** CRC-64/NVME, which S3 gives to objects whose uploader named no other checksum. Halves of 32 bits, four bytes at a time. */
export function createCrc64(): RunningChecksum {
  const { high, low } = makeTables();
  let crcHigh = 0xffffffff;
  let crcLow = 0xffffffff;
  const step = (bytes: Buffer): void => {
    let h = crcHigh;
    let l = crcLow;
    let at = 0;
    const end = bytes.length - 3;
    for (; at < end; at += 4) {
      const word = l ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
      const [a, b, c, d] = [
        768 + (word & 0xff),
        512 + ((word >>> 8) & 0xff),
        256 + ((word >>> 16) & 0xff),
        word >>> 24,
      ];
      l = h ^ low[a]! ^ low[b]! ^ low[c]! ^ low[d]!;
      h = high[a]! ^ high[b]! ^ high[c]! ^ high[d]!;
    }
    for (; at < bytes.length; at++) {
      const index = (l ^ bytes[at]!) & 0xff;
      l = ((l >>> 8) | (h << 24)) ^ low[index]!;
      h = (h >>> 8) ^ high[index]!;
    }
    crcHigh = h;
    crcLow = l;
  };
  return {
    update: step,
    digest: () => toHex(crcHigh ^ 0xffffffff) + toHex(crcLow ^ 0xffffffff),
  };
}

function toHex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0');
}

/** Four tables of 256, one behind the other, as halves. */
function makeTables(): { high: Uint32Array; low: Uint32Array } {
  const wide = new BigUint64Array(1024);
  for (let byte = 0; byte < 256; byte++) {
    let crc = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
    wide[byte] = crc;
  }
  for (let at = 256; at < wide.length; at++)
    wide[at] = (wide[at - 256]! >> 8n) ^ wide[Number(wide[at - 256]! & 0xffn)]!;
  return {
    high: Uint32Array.from(wide, (value) => Number(value >> 32n)),
    low: Uint32Array.from(wide, (value) => Number(value & 0xffffffffn)),
  };
}
