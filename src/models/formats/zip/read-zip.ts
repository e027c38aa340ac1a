import { ByteReader } from '../byte-reader.ts';
import { inflatedLimit } from '../compression/output-buffer.ts';
import { createModelFileError, malformed } from '../model-file-error.ts';
import { crc32 } from './crc32.ts';
import { inflateRaw } from './inflate-raw.ts';

/** Files of an archive by their names. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** Decompresses one member and checks its size and check sum. */
  read(name: string): Promise<Uint8Array>;
}

interface Member {
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

const MAX_MEMBERS = 100_000;
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_SIZE = 22;
const MAX_COMMENT = 65_535;
const ENCRYPTED = 1;
const UNIX = 3;
const FILE_TYPE_MASK = 0xf000;
const SYMBOLIC_LINK = 0xa000;
const STORED = 0;
const DEFLATED = 8;

export function isZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
  );
}

/**
 * Reads a zip archive's directory (PKWARE APPNOTE 6.3, without zip64, encryption and split archives). Refuses names
 * that lead out of the archive, links, doubled names, members that overlap, and sizes beyond the limits.
 */
export function readZip(bytes: Uint8Array): ZipArchive {
  const members = readDirectory(bytes);
  return {
    names: [...members.keys()],
    read: async (name) => {
      const member = members.get(name);
      if (member === undefined) throw malformed(`the archive has no file ${JSON.stringify(name)}`);
      const content = await extract(bytes, name, member);
      if (crc32(content) !== member.crc)
        throw malformed(`the check sum of ${JSON.stringify(name)} in the archive is wrong`);
      return content;
    },
  };
}

function readDirectory(bytes: Uint8Array): Map<string, Member> {
  const end = findEnd(bytes);
  const reader = new ByteReader(bytes);
  reader.at = end + 4;
  const disk = reader.uint32('disk numbers');
  const here = reader.uint16('a member count');
  const count = reader.uint16('a member count');
  const size = reader.uint32('the directory size');
  const start = reader.uint32('the directory offset');
  if (start === 0xffffffff || count === 0xffff) throw unsupported('is a zip64 archive');
  if (disk !== 0 || here !== count) throw unsupported('is split over several files');
  if (count > MAX_MEMBERS || start + size > end) throw malformed('the directory of the archive lies outside the file');
  reader.at = start;
  const members = new Map<string, Member>();
  let total = 0;
  for (let i = 0; i < count; i++) {
    const [name, member] = readMember(reader);
    if (members.has(name)) throw malformed(`the archive has two entries of the name ${JSON.stringify(name)}`);
    total += member.bytes;
    if (total > inflatedLimit(bytes.length)) {
      throw malformed(
        `the archive's files have a size of ${total} bytes: beyond the limit for a file of this size (a bomb?)`,
      );
    }
    if (!name.endsWith('/')) members.set(name, member);
  }
  checkOverlap([...members.values()], start);
  return members;
}

/** The end record stands at the end, before a comment. */
function findEnd(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = bytes.length - END_SIZE;
  for (let at = last; at >= 0 && at >= last - MAX_COMMENT; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  throw malformed('truncated: the archive (zip) has no directory at its end');
}

function readMember(reader: ByteReader): [string, Member] {
  if (reader.uint32('a directory entry') !== CENTRAL_HEADER) throw malformed('the directory of the archive is damaged');
  const system = reader.uint16('a version') >> 8;
  reader.take(2, 'a version');
  const flags = reader.uint16('flags');
  const method = reader.uint16('a method');
  reader.take(4, 'a time');
  const crc = reader.uint32('a check sum');
  const compressedBytes = reader.uint32('a size');
  const size = reader.uint32('a size');
  const nameBytes = reader.uint16('a name');
  const extraBytes = reader.uint16('an extra field');
  const commentBytes = reader.uint16('a comment');
  reader.take(4, 'attributes');
  const attributes = reader.uint32('attributes');
  const offset = reader.uint32('an offset');
  const name = new TextDecoder().decode(reader.subarray(nameBytes, 'a name'));
  reader.take(extraBytes + commentBytes, 'an extra field');
  checkName(name);
  if (system === UNIX && ((attributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK) {
    throw createModelFileError(
      'DANGEROUS_MODEL',
      `refused: the archive's entry ${JSON.stringify(name)} is a symbolic link`,
    );
  }
  if ((flags & ENCRYPTED) !== 0) throw unsupported('is encrypted');
  if (method !== STORED && method !== DEFLATED) throw unsupported(`compresses by method ${method}`);
  if (method === STORED && compressedBytes !== size)
    throw malformed(`the archive's entry ${JSON.stringify(name)} has two sizes`);
  return [name, { method, crc, compressedBytes, bytes: size, offset }];
}

/** Names are relative paths with slashes that stay inside. */
function checkName(name: string): void {
  const isBad =
    name === '' ||
    name.startsWith('/') ||
    name.includes('\\') ||
    name.includes('\0') ||
    /^[A-Za-z]:/.test(name) ||
    name.split('/').some((part) => part === '..' || part === '.');
  if (!isBad) return;
  throw createModelFileError(
    'DANGEROUS_MODEL',
    `refused: the archive's entry ${JSON.stringify(name.slice(0, 80))} has a path that leads outside`,
  );
}

function checkOverlap(members: readonly Member[], directory: number): void {
  const sorted = [...members].sort((a, b) => a.offset - b.offset);
  sorted.forEach((member, i) => {
    const limit = sorted[i + 1]?.offset ?? directory;
    if (member.offset + 30 + member.compressedBytes > limit) throw malformed('entries of the archive overlap');
  });
}

async function extract(bytes: Uint8Array, name: string, member: Member): Promise<Uint8Array> {
  const reader = new ByteReader(bytes);
  reader.at = member.offset;
  if (reader.uint32('an entry') !== LOCAL_HEADER)
    throw malformed(`the archive's entry ${JSON.stringify(name)} is damaged`);
  reader.take(22, 'an entry');
  const nameBytes = reader.uint16('a name');
  reader.take(nameBytes + reader.uint16('an extra field'), 'a name');
  const content = reader.subarray(member.compressedBytes, `the entry ${JSON.stringify(name)}`);
  return member.method === STORED ? content : inflateRaw(content, member.bytes, name);
}

function unsupported(what: string) {
  return createModelFileError(
    'UNSUPPORTED_MODEL',
    `the archive ${what}, which is not supported: pack it again as a plain zip`,
  );
}
