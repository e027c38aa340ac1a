import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, RadiantError } from '../../../base/index.ts';

const HEAD_BYTES = 24;
/** Room for a few hundred small answers. */
const SIZE_BYTES = 64 * 1024;
/** The last word is ours: the id of a call whose answers nobody takes any more. */
const TAIL_BYTES = 8;

/** What a worker notes of itself. */
export interface ProgressNote {
  /** Id of the call being computed, 0 when the worker was idle. */
  readonly id: number;
  /** How often it has sent answers that it had held back. */
  readonly sendings: number;
  /** Bytes of the answers that it holds back now. */
  readonly heldBytes: number;
}

/** The file in which a worker notes the call that it is computing and keeps answers until they are sent. It has no name any more: only two processes see it. */
export interface ProgressFile {
  readonly fd: number;
  read(): ProgressNote;
  /** The frames of the answers that are held back. */
  readHeld(): Buffer;
  /** Tells the worker that nobody takes the answers of a call that it is yielding. */
  cancel(id: number): void;
  close(): void;
}

/** Throws UNAVAILABLE when no folder for temporary files can be written. */
export function openProgressFile(env: Environment): ProgressFile {
  const fd = openUnlinked([env.TMPDIR, '/dev/shm', '/tmp']);
  const readNote = (): ProgressNote => {
    const head = readBytes(fd, 0, HEAD_BYTES);
    const heldBytes = Math.min(Number(head.readBigUInt64LE(16)), SIZE_BYTES - HEAD_BYTES - TAIL_BYTES);
    return { id: Number(head.readBigUInt64LE(0)), sendings: Number(head.readBigUInt64LE(8)), heldBytes };
  };
  return {
    fd,
    read: readNote,
    readHeld: () => readBytes(fd, HEAD_BYTES, readNote().heldBytes),
    cancel(id) {
      const word = Buffer.alloc(TAIL_BYTES);
      word.writeBigUInt64LE(BigInt(id));
      writeSync(fd, word, 0, TAIL_BYTES, SIZE_BYTES - TAIL_BYTES);
    },
    close: () => closeSync(fd),
  };
}

function readBytes(fd: number, offset: number, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  readSync(fd, bytes, 0, sizeBytes, offset);
  return bytes;
}

function openUnlinked(folders: readonly (string | undefined)[]): number {
  let cause: unknown;
  for (const folder of folders) {
    if (folder === undefined || folder === '') continue;
    const path = join(folder, `radiant-worker-${randomBytes(8).toString('hex')}`);
    try {
      const fd = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      // Written and not only made so long: a worker must not meet a full disk when it writes to its mapping.
      writeSync(fd, Buffer.alloc(SIZE_BYTES));
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
