import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Duplex, pipeline, type Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { RadiantError } from '../../base/index.ts';
import type { StorageLimits } from '../storage-context.ts';
import type { ArchiveKind } from './archive-kind.ts';
import { type EntryPlacer, placeEntries } from './place-entry.ts';
import { archiveError, countUnpacked } from './unpack-limits.ts';

/**
 * Unpacks an archive into an empty folder. Nothing gets outside of it: absolute names, `..`, links that lead out and entries written through
 * links are refused, and so is what unpacks to far more than it weighs. Throws MALFORMED_ARCHIVE or UNSAFE_PATH.
 */
export async function unpackArchive(
  path: string,
  kind: ArchiveKind,
  name: string,
  folder: string,
  limits: Pick<StorageLimits, 'maxFiles' | 'maxModelBytes'>,
): Promise<void> {
  const { size } = await stat(path);
  const placer = placeEntries(folder, name, countUnpacked(name, size, limits));
  if (kind === 'zip') {
    const { unpackZip } = await import('./unpack-zip.ts');
    await unpackZip(path, name, placer);
    return;
  }
  await unpackTarFile(path, kind, name, placer);
}

/** Unpacks a tar, compressed or not, by way of a placer. Throws MALFORMED_ARCHIVE. */
export async function unpackTarFile(
  path: string,
  kind: Exclude<ArchiveKind, 'zip'>,
  name: string,
  placer: EntryPlacer,
): Promise<void> {
  const { unpackTar } = await import('./unpack-tar.ts');
  const input = openPlain(path, kind);
  try {
    await unpackTar(input, name, placer);
  } catch (thrown) {
    const { code = '', message } = thrown as NodeJS.ErrnoException;
    if (thrown instanceof RadiantError || !/^(Z_|ZSTD|ERR_)/.test(code)) throw thrown;
    throw archiveError(`${name} is not a ${kind} archive, or it is damaged: ${message}`, thrown);
  } finally {
    input.destroy();
  }
}

function openPlain(path: string, kind: Exclude<ArchiveKind, 'zip'>): Readable {
  const file = createReadStream(path, { highWaterMark: 2 ** 18 });
  switch (kind) {
    case 'tar':
      return file;
    case 'tar.gz':
      return through(file, createGunzip());
    case 'tar.zst':
      return through(file, createZstdDecompress());
  }
}

/** An error that comes when nobody reads any more has been told already, or does not count. */
function through(file: Readable, unpacker: Duplex): Readable {
  pipeline(file, unpacker, () => undefined);
  return unpacker.on('error', () => undefined);
}
