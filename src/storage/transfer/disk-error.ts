import { RadiantError } from '../../base/index.ts';

/** Makes a RadiantError of what the file system said about a folder of ours. */
export function toDiskError(thrown: unknown, folder: string): unknown {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  if (thrown instanceof RadiantError || code === undefined) return thrown;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new RadiantError(
      'RESOURCE_EXHAUSTED',
      `the disk of ${folder} is full: make room, or choose another cache folder`,
      {
        reason: 'DISK_FULL',
        cause: thrown,
      },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new RadiantError('FAILED_PRECONDITION', `${folder} cannot be written (${code}): choose another folder`, {
      reason: 'CACHE_NOT_WRITABLE',
      cause: thrown,
    });
  }
  return thrown;
}
