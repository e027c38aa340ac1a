import { Readable } from 'node:stream';
import type { RadiantError } from '../../base/index.ts';
import { type ByteReader, readBytes } from './byte-reader.ts';
import type { EntryPlacer } from './place-entry.ts';
import { readPaxRecords, readTarHeader, TAR_BLOCK, type TarHeader } from './read-tar-header.ts';
import { archiveError } from './unpack-limits.ts';

/** Long names and pax records are held in memory. */
const MAX_RECORD_BYTES = 2 ** 20;

/** What the headers before an entry said of it. */
interface Override {
  readonly name?: string | undefined;
  readonly linkName?: string | undefined;
  readonly sizeBytes?: number | undefined;
}

/** Unpacks a tar stream: files, folders and links inside the folder. Devices, pipes and hard links are refused. */
export async function unpackTar(input: AsyncIterable<Buffer>, archive: string, placer: EntryPlacer): Promise<void> {
  const reader = readBytes(input);
  let next: Override = {};
  let count = 0;
  for (;;) {
    const block = await reader.take(TAR_BLOCK);
    if (block.length === 0 && count > 0) break;
    if (block.length < TAR_BLOCK) throw archiveError(`${archive} ends in the middle of a header`);
    const header = readTarHeader(block, archive);
    if (header === undefined) break;
    count += 1;
    if ('xgLK'.includes(header.type)) {
      next = { ...next, ...(await readOverride(reader, header, archive)) };
      continue;
    }
    await unpackEntry(reader, { ...header, ...dropUndefined(next) }, archive, placer);
    next = {};
  }
  // A compressed stream has its own checksum at the end, which counts only when it is read.
  for (let rest = await reader.take(2 ** 16); rest.length > 0; ) rest = await reader.take(2 ** 16);
  await placer.finish();
}

async function unpackEntry(reader: ByteReader, header: TarHeader, archive: string, placer: EntryPlacer): Promise<void> {
  const { name, type, sizeBytes, linkName } = header;
  if (placer.skips?.(name, sizeBytes)) {
    await skip(reader, sizeBytes + padding(sizeBytes), archive);
    return;
  }
  switch (type) {
    case '0':
    case '7':
      // Before ustar a folder was a file whose name ends with a slash.
      if (name.endsWith('/')) {
        await placer.folder(name);
        return;
      }
      await placer.file(name, Readable.from(watchLength(reader.stream(sizeBytes), sizeBytes, name, archive)));
      await skip(reader, padding(sizeBytes), archive);
      return;
    case '5':
      await placer.folder(name);
      await skip(reader, sizeBytes + padding(sizeBytes), archive);
      return;
    case '2':
      await placer.link(name, linkName);
      return;
    case '1':
      if (placer.hardLink === undefined) throw refused(name, type, archive);
      await placer.hardLink(name, linkName);
      return;
    default:
      throw refused(name, type, archive);
  }
}

function refused(name: string, type: string, archive: string): RadiantError {
  return archiveError(
    `${archive} holds ${name.slice(0, 200)}, which is neither file, folder nor symbolic link (type ${type})`,
  );
}

async function readOverride(reader: ByteReader, { type, sizeBytes }: TarHeader, archive: string): Promise<Override> {
  if (sizeBytes > MAX_RECORD_BYTES) throw archiveError(`${archive} has an extended header of ${sizeBytes} bytes`);
  const bytes = await reader.take(sizeBytes + padding(sizeBytes));
  const content = bytes.subarray(0, sizeBytes);
  if (type === 'g') return {};
  if (type === 'x') {
    const records = readPaxRecords(content, archive);
    const size = records.get('size');
    if (size !== undefined && !/^\d{1,15}$/.test(size))
      throw archiveError(`${archive} has an extended header with a broken size`);
    return {
      name: records.get('path'),
      linkName: records.get('linkpath'),
      sizeBytes: size === undefined ? undefined : Number(size),
    };
  }
  const text = content.toString('utf8').replace(/\0.*$/s, '');
  return type === 'L' ? { name: text } : { linkName: text };
}

async function* watchLength(
  content: AsyncIterable<Buffer>,
  sizeBytes: number,
  name: string,
  archive: string,
): AsyncGenerator<Buffer> {
  let left = sizeBytes;
  for await (const chunk of content) {
    left -= chunk.length;
    yield chunk;
  }
  if (left > 0) throw archiveError(`${archive} ends in the middle of ${name.slice(0, 200)}`);
}

async function skip(reader: ByteReader, count: number, archive: string): Promise<void> {
  let left = count;
  while (left > 0) {
    const bytes = await reader.take(Math.min(left, 2 ** 16));
    if (bytes.length === 0) throw archiveError(`${archive} ends too early`);
    left -= bytes.length;
  }
}

function padding(sizeBytes: number): number {
  return (TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK;
}

function dropUndefined(given: Override): { name?: string; linkName?: string; sizeBytes?: number } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
