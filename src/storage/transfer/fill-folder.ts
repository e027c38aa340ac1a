import { join } from 'node:path';
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

/** Puts all of a source into `folder/data`. */
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
  const { sizeBytes, files } = await measureFolder(data);
  return { sizeBytes, file: source.kind !== 'local' && source.isSingle && files.length === 1 ? files[0] : undefined };
}
