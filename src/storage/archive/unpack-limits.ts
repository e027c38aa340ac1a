import { RadiantError } from '../../base/index.ts';

/** Counts what an archive unpacks to, so that a small one cannot fill the disk. */
export interface UnpackCounter {
  addEntry(): void;
  addBytes(count: number): void;
}

/** Most that an archive may grow, over a size that is always allowed. zlib's own limit is about 1,030. */
const MAX_RATIO = 200;
const FREE_BYTES = 256 * 2 ** 20;

/** Throws MALFORMED_ARCHIVE when entries or bytes become more than a model's archive would have. */
export function countUnpacked(
  name: string,
  archiveBytes: number,
  { maxFiles, maxModelBytes }: { readonly maxFiles: number; readonly maxModelBytes: number },
): UnpackCounter {
  let entries = 0;
  let bytes = 0;
  const limit = Math.min(maxModelBytes, Math.max(FREE_BYTES, archiveBytes * MAX_RATIO));
  return {
    addEntry: () => {
      entries += 1;
      if (entries > maxFiles) throw archiveError(`${name} has more than ${maxFiles} entries`);
    },
    addBytes: (count) => {
      bytes += count;
      if (bytes > limit)
        throw archiveError(`${name} has ${archiveBytes} bytes and unpacks to more than ${limit}: it is refused`);
    },
  };
}

/** The error of an archive that is broken or dangerous. */
export function archiveError(message: string, cause?: unknown): RadiantError {
  return new RadiantError('FAILED_PRECONDITION', message, { reason: 'MALFORMED_ARCHIVE', cause });
}
