import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise } from 'yauzl';
import { RadiantError } from '../../base/index.ts';
import type { EntryPlacer } from './place-entry.ts';
import { archiveError } from './unpack-limits.ts';

const TYPE_MASK = 0o170000;
const LINK = 0o120000;
const MAX_LINK_BYTES = 4096;

/** Unpacks a zip file: files, folders and links inside the folder. Encrypted entries are refused. */
export async function unpackZip(path: string, archive: string, placer: EntryPlacer): Promise<void> {
  try {
    // Names are checked by the placer, in the same way for all archives.
    const zip = await openPromise(path, { strictFileNames: true, decodeStrings: true, validateEntrySizes: true });
    try {
      for await (const entry of zip.eachEntry())
        await unpackEntry(entry, (each) => zip.openReadStreamPromise(each), archive, placer);
    } finally {
      zip.close();
    }
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (thrown instanceof RadiantError || code === 'ENOSPC' || code === 'EDQUOT') throw thrown;
    throw archiveError(`${archive} is not a zip archive, or it is damaged: ${message}`, thrown);
  }
  await placer.finish();
}

async function unpackEntry(
  entry: Entry,
  open: (entry: Entry) => Promise<Readable>,
  archive: string,
  placer: EntryPlacer,
): Promise<void> {
  const { fileName, externalFileAttributes, uncompressedSize } = entry;
  if (fileName.endsWith('/')) {
    await placer.folder(fileName);
    return;
  }
  const isLink = ((externalFileAttributes >>> 16) & TYPE_MASK) === LINK;
  if (isLink && uncompressedSize > MAX_LINK_BYTES)
    throw archiveError(`${archive} has a link of ${uncompressedSize} bytes`);
  const content = await open(entry);
  if (isLink) await placer.link(fileName, await text(content));
  else await placer.file(fileName, Readable.from(checkCrc(content as AsyncIterable<Buffer>, entry, archive)));
}

async function* checkCrc(
  content: AsyncIterable<Buffer>,
  { crc32: wanted, fileName }: Entry,
  archive: string,
): AsyncGenerator<Buffer> {
  let value = 0;
  for await (const chunk of content) {
    value = crc32(chunk, value);
    yield chunk;
  }
  if (value !== wanted) throw archiveError(`${archive} is damaged: the checksum of ${fileName.slice(0, 200)} is wrong`);
}
