import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Checksum } from '../checksums/checksum.ts';
import type { RemoteObject } from '../scheme.ts';
import type { Progress, StorageContext } from '../storage-context.ts';
import { checkFile } from './check-file.ts';
import { countProgress } from './count-progress.ts';
import { downloadPart } from './download-part.ts';
import { openJournal } from './journal.ts';
import { type Part, planParts } from './plan-parts.ts';
import { type WriteAt, writeToFile } from './receive-body.ts';
import { runPool } from './run-pool.ts';

export interface DownloadOptions {
  /** Names the version of the model: what an earlier process left unfinished goes on when it is the same. */
  readonly version: string;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** How bytes get into a file; tests make it fail. */
  readonly toWriter?: (handle: FileHandle) => WriteAt;
}

interface OpenFile {
  readonly handle: FileHandle;
  partsLeft: number;
  readonly isCut: boolean;
  /** What the store said along with the bytes. */
  checksum: Checksum | undefined;
}

/** Downloads the objects into `folder/data`, in parallel and in parts, and checks each against what the store says of it. */
export async function downloadObjects(
  context: StorageContext,
  objects: readonly RemoteObject[],
  folder: string,
  { version, onProgress, toWriter = writeToFile }: DownloadOptions,
): Promise<void> {
  const { limits, signal } = context;
  const stop = new AbortController();
  const inner: StorageContext = { ...context, signal: AbortSignal.any([signal, stop.signal]) };
  const journal = await openJournal(folder, `${version} ${limits.partBytes}`);
  const parts = planParts(objects, limits.partBytes);
  const progress = countProgress(
    {
      totalBytes: sumSizes(objects),
      totalFiles: objects.length,
      startBytes: parts.reduce((sum, part) => (journal.has(part) ? sum + sizeOf(part) : sum), 0),
    },
    onProgress,
    context.now,
  );
  const partsOf = Map.groupBy(parts, ({ index }) => index);
  const files = new Map<number, Promise<OpenFile>>();
  const pathOf = (index: number): string => join(folder, 'data', objects[index]!.path);
  const openOnce = (index: number): Promise<OpenFile> => {
    const opened =
      files.get(index) ?? openFile(pathOf(index), objects[index]!, partsOf.get(index)!.length, journal.isResumed);
    files.set(index, opened);
    return opened;
  };
  const runPart = async (part: Part): Promise<void> => {
    const object = objects[part.index]!;
    const file = await openOnce(part.index);
    if (!journal.has(part)) {
      file.checksum = await downloadPart(inner, object, part, toWriter(file.handle), progress.addBytes);
      await journal.add(part);
    }
    file.partsLeft -= 1;
    if (file.partsLeft > 0) return;
    await file.handle.close();
    files.delete(part.index);
    await checkFile(pathOf(part.index), object, await chooseChecksum(object, file));
    progress.addFile();
  };
  try {
    await runPool(parts, limits.parallel, runPart, (thrown) => stop.abort(thrown));
  } finally {
    for (const file of files.values()) await file.then(({ handle }) => handle.close()).catch(() => undefined);
    progress.finish();
  }
}

async function openFile(
  path: string,
  { sizeBytes }: RemoteObject,
  partsLeft: number,
  isResumed: boolean,
): Promise<OpenFile> {
  await mkdir(dirname(path), { recursive: true });
  // What stands there for another reason may be the file of another version too.
  if (!isResumed) await rm(path, { force: true });
  const handle = await open(path, 'a').then(async (created) => {
    await created.close();
    return await open(path, 'r+');
  });
  // Room for all of it at once, so that parts can be written in any order.
  if (sizeBytes !== undefined) await handle.truncate(sizeBytes);
  return { handle, partsLeft, isCut: partsLeft > 1, checksum: undefined };
}

/** An object that came in one answer had its checksum in it, if there is one. */
async function chooseChecksum(object: RemoteObject, { checksum, isCut }: OpenFile): Promise<Checksum | undefined> {
  return object.checksum ?? checksum ?? (isCut ? await object.findChecksum?.() : undefined);
}

function sizeOf({ start, end }: Part): number {
  return Number.isFinite(end) ? end - start : 0;
}

function sumSizes(objects: readonly RemoteObject[]): number | undefined {
  return objects.reduce<number | undefined>(
    (sum, { sizeBytes }) => (sum === undefined || sizeBytes === undefined ? undefined : sum + sizeBytes),
    0,
  );
}
