import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ArchiveKind, archiveKind } from '../archive/archive-kind.ts';
import { unpackArchive } from '../archive/unpack-archive.ts';
import type { OpenedSource } from '../open-source.ts';
import type { Progress, StorageContext } from '../storage-context.ts';
import { countProgress } from './count-progress.ts';
import { downloadObjects } from './download-objects.ts';
import { measureFolder } from './measure-folder.ts';

export interface FilledFolder {
  readonly sizeBytes: number;
  /** Name of the one file, when the URI names a file. */
  readonly file: string | undefined;
}

/** Puts all of a source into `folder/data`. When the URI names one archive, its content is put there. */
export async function fillFolder(
  context: StorageContext,
  { source, version }: OpenedSource,
  folder: string,
  onProgress?: (progress: Progress) => void,
): Promise<FilledFolder> {
  const data = join(folder, 'data');
  if (source.kind === 'objects') {
    await downloadObjects(context, source.objects, folder, { version, onProgress });
  } else if (source.kind === 'produced') {
    const progress = countProgress({ totalBytes: undefined, totalFiles: 1, startBytes: 0 }, onProgress, context.now);
    await source.produce(data, progress.addBytes);
    progress.finish();
  }
  const isFile =
    source.kind === 'objects' && source.assemble !== undefined && (await assemble(folder, source.assemble));
  const { sizeBytes, files } = await measureFolder(data);
  const isSingle = isFile || (source.kind !== 'local' && source.isSingle);
  const file = isSingle && files.length === 1 ? files[0] : undefined;
  const kind = file === undefined ? undefined : archiveKind(file);
  if (file === undefined || kind === undefined) return { sizeBytes, file };
  await unpackInPlace(folder, file, kind, context);
  return { sizeBytes: (await measureFolder(data)).sizeBytes, file: undefined };
}

/** Puts the model where the objects were that it is made of. True when the URI names one file of it. */
async function assemble(folder: string, make: (from: string, to: string) => Promise<string>): Promise<boolean> {
  const [data, assembled] = [join(folder, 'data'), join(folder, 'assembled')];
  await rm(assembled, { recursive: true, force: true });
  await mkdir(assembled);
  const made = join(assembled, await make(data, assembled));
  await rm(data, { recursive: true });
  const isFile = (await stat(made)).isFile();
  if (isFile) await mkdir(data);
  await rename(made, isFile ? join(data, basename(made)) : data);
  await rm(assembled, { recursive: true, force: true });
  return isFile;
}

/** Puts the content of the archive where the archive was. */
async function unpackInPlace(
  folder: string,
  file: string,
  kind: ArchiveKind,
  { limits }: StorageContext,
): Promise<void> {
  const [data, unpacked] = [join(folder, 'data'), join(folder, 'unpacked')];
  await rm(unpacked, { recursive: true, force: true });
  await mkdir(unpacked);
  await unpackArchive(join(data, file), kind, file, unpacked, limits);
  await rm(data, { recursive: true });
  await rename(unpacked, data);
}
