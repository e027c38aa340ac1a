import { archiveError } from './unpack-limits.ts';

/** One header of 512 bytes. POSIX.1-2017, pax "ustar Interchange Format", with GNU's numbers in base 256. */
export interface TarHeader {
  readonly name: string;
  readonly sizeBytes: number;
  /** One letter: `0` file, `2` link, `5` folder, `x` pax record, `L` GNU long name, ... */
  readonly type: string;
  readonly linkName: string;
}

export const TAR_BLOCK = 512;

/** Reads a header block; undefined for the block of zeros that ends an archive. Throws when the block's own sum is wrong. */
export function readTarHeader(block: Buffer, archive: string): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (readSum(block) !== Number.parseInt(readText(block, 148, 8).trim(), 8)) {
    throw archiveError(`${archive} is not a tar archive, or it is damaged (checksum of a header)`);
  }
  const isUstar = block.toString('latin1', 257, 262) === 'ustar';
  // GNU's old form has other things where ustar has the beginning of long names.
  const prefix = isUstar && block[263] === 0x30 ? readText(block, 345, 155) : '';
  const name = readText(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes: readNumber(block, 124, 12, archive),
    type: String.fromCharCode(block[156] || 0x30),
    linkName: readText(block, 157, 100),
  };
}

/** The records of a pax header: `LENGTH key=value\n`, length in bytes and of the whole record. */
export function readPaxRecords(bytes: Buffer, archive: string): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('latin1', at, Math.max(at, space)));
    const equals = bytes.indexOf(0x3d, space);
    const end = at + length;
    if (space < 0 || !Number.isSafeInteger(length) || equals < 0 || length < 5 || equals >= end || end > bytes.length) {
      throw archiveError(`${archive} has a broken extended header`);
    }
    records.set(bytes.toString('utf8', space + 1, equals), bytes.toString('utf8', equals + 1, end - 1));
    at = end;
  }
  return records;
}

function readText(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

function readNumber(block: Buffer, start: number, length: number, archive: string): number {
  const first = block[start] ?? 0;
  let value = 0;
  if (first & 0x80) {
    value = first & 0x7f;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] ?? 0);
  } else {
    const digits = readText(block, start, length).trim();
    value = digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  }
  if (!Number.isSafeInteger(value)) throw archiveError(`${archive} has a header with a broken size`);
  return value;
}

/** All bytes added up, those of the sum itself as spaces. */
function readSum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < TAR_BLOCK; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}
