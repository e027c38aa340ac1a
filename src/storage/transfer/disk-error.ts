import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RadiantError } from '../../base/index.ts';

/** Where a model was to be put. */
export interface DiskPlace {
  /** The folder that the user knows: the cache, or where a copy goes. */
  readonly folder: string;
  /** What the model needs there; undefined when the store does not tell. */
  readonly neededBytes: number | undefined;
  /** How to name another folder. */
  readonly fix: string;
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const READ_ONLY: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Whether this is what the file system says of a disk that is full or may not be written. No other try would help. */
export function isDiskError(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return FULL.has(code) || READ_ONLY.has(code);
}

/** Makes a RadiantError of what the file system said. To be called when what was put there has been taken away, since it tells how much is free. */
export async function toDiskError(thrown: unknown, { folder, neededBytes, fix }: DiskPlace): Promise<unknown> {
  const code = codeOf(thrown);
  if (READ_ONLY.has(code)) {
    return new RadiantError('FAILED_PRECONDITION', `${folder} cannot be written (${code}): ${fix}`, {
      reason: 'CACHE_NOT_WRITABLE',
      cause: thrown,
    });
  }
  if (!FULL.has(code)) return thrown;
  const freeBytes = await readFree(folder);
  const isMore = neededBytes === undefined || (freeBytes !== undefined && neededBytes <= freeBytes);
  // An archive, an image or a store that does not tell: what it comes to is known only behind the end.
  const needed = `needs ${isMore ? 'more than ' : ''}${Math.max(neededBytes ?? 0, isMore ? (freeBytes ?? 0) : 0)} bytes`;
  const free = freeBytes === undefined ? '' : `, and ${freeBytes} are free`;
  return new RadiantError(
    'RESOURCE_EXHAUSTED',
    `the disk of ${folder} is full: the model ${needed} there${free}. Make room, or ${fix}`,
    { reason: 'DISK_FULL', cause: thrown },
  );
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof RadiantError) return '';
  return (thrown as NodeJS.ErrnoException | null)?.code ?? '';
}

/** What a program may still write; of the nearest folder that is there. */
async function readFree(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return dirname(folder) === folder ? undefined : await readFree(dirname(folder));
  }
}
