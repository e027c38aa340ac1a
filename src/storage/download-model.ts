import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { RadiantError } from '../base/index.ts';
import { takeLock } from './cache/lock.ts';
import { prepareStaging } from './cache/model-cache.ts';
import { type StatOptions, withContext } from './fetch-options.ts';
import { type OpenedSource, openSource } from './open-source.ts';
import type { Progress, StorageContext } from './storage-context.ts';
import { toDiskError } from './transfer/disk-error.ts';
import { fillFolder } from './transfer/fill-folder.ts';
import { measureFolder } from './transfer/measure-folder.ts';

export interface DownloadModelOptions extends StatOptions {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface DownloadedModel {
  readonly version: string;
  readonly files: number;
  readonly sizeBytes: number;
}

/** Where a download into a folder that is there already is put together; a later call goes on with what it finds. */
const PARTIAL = '.radiant-partial';

/**
 * Copies what a URI names into `folder`: the content of a folder or archive, or the one file. A folder that does not exist appears complete or
 * not at all; into one that exists every file goes in whole, over what has its name. Throws as `fetchModel` does.
 */
export async function downloadModel(
  uri: string,
  folder: string,
  options: DownloadModelOptions,
): Promise<DownloadedModel> {
  return await withContext(options, async (context) => {
    const target = resolve(context.cwd, folder);
    const isThere = await isFolder(target);
    let neededBytes: number | undefined;
    const onOpened = (opened: OpenedSource): void => {
      neededBytes = opened.sizeBytes;
    };
    const staging = isThere ? join(target, PARTIAL) : join(dirname(target), `.${basename(target)}${PARTIAL}`);
    try {
      await mkdir(dirname(target), { recursive: true });
      const letGo = await takeLock(`${staging}.lock`, context);
      try {
        const downloaded = await fillStaging(uri, staging, context, { ...options, onOpened });
        if (isThere) await moveContent(join(staging, 'data'), target);
        else await rename(join(staging, 'data'), target);
        await rm(staging, { recursive: true, force: true });
        return downloaded;
      } finally {
        await letGo();
      }
    } catch (thrown) {
      throw await toDiskError(thrown, { folder: target, neededBytes, fix: 'choose another folder' });
    }
  });
}

async function fillStaging(
  uri: string,
  staging: string,
  context: StorageContext,
  { onProgress, onOpened }: DownloadModelOptions & { readonly onOpened: (opened: OpenedSource) => void },
): Promise<DownloadedModel> {
  const opened = await openSource(uri, context);
  onOpened(opened);
  const data = join(staging, 'data');
  try {
    await prepareStaging(staging);
    if (opened.source.kind === 'local') {
      await rm(data, { recursive: true });
      await copyLocal(opened.source.path, data);
    } else {
      await fillFolder(context, opened, staging, onProgress);
    }
  } catch (thrown) {
    const isPassing = thrown instanceof RadiantError && (thrown.code === 'UNAVAILABLE' || thrown.code === 'CANCELLED');
    if (!isPassing) await rm(staging, { recursive: true, force: true });
    throw thrown;
  }
  const { files, sizeBytes } = await measureFolder(data);
  return { version: opened.version, files: files.length, sizeBytes };
}

/** Links are followed: the copy must not need what lies elsewhere. */
async function copyLocal(path: string, data: string): Promise<void> {
  const isFile = (await stat(path)).isFile();
  await cp(path, isFile ? join(data, basename(path)) : data, {
    recursive: true,
    dereference: true,
    preserveTimestamps: true,
  });
}

async function moveContent(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && (await isFolder(target))) {
      await moveContent(source, target);
      continue;
    }
    if (entry.isDirectory()) await rm(target, { force: true });
    else if (await isFolder(target)) await rm(target, { recursive: true });
    await rename(source, target);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
