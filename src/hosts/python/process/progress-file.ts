import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, RadiantError } from '../../../base/index.ts';

const SIZE_BYTES = 8;

/** The 8 bytes in which a worker notes the call that it is computing. The file has no name any more: only two processes see it. */
export interface ProgressFile {
  readonly fd: number;
  /** Id of the call being computed, 0 when the worker was idle. */
  read(): number;
  close(): void;
}

/** Throws UNAVAILABLE when no folder for temporary files can be written. */
export function openProgressFile(env: Environment): ProgressFile {
  const fd = openUnlinked([env.TMPDIR, '/dev/shm', '/tmp']);
  return {
    fd,
    read: () => {
      const bytes = Buffer.alloc(SIZE_BYTES);
      readSync(fd, bytes, 0, SIZE_BYTES, 0);
      return Number(bytes.readBigUInt64LE(0));
    },
    close: () => closeSync(fd),
  };
}

function openUnlinked(folders: readonly (string | undefined)[]): number {
  let cause: unknown;
  for (const folder of folders) {
    if (folder === undefined || folder === '') continue;
    const path = join(folder, `radiant-worker-${randomBytes(8).toString('hex')}`);
    try {
      const fd = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      ftruncateSync(fd, SIZE_BYTES);
      return fd;
    } catch (thrown) {
      cause = thrown;
    }
  }
  throw new RadiantError('UNAVAILABLE', 'no folder for temporary files can be written: set TMPDIR to one that can', {
    reason: 'NO_TEMPORARY_FOLDER',
    cause,
  });
}
