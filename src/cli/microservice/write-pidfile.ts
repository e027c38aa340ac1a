import { rm, writeFile } from 'node:fs/promises';
import { RadiantError } from '../../base/index.ts';

/** Writes this process's id; gives the function that removes the file. Throws FAILED_PRECONDITION when it cannot be written. */
export async function writePidfile(path: string): Promise<() => Promise<void>> {
  try {
    await writeFile(path, `${process.pid}\n`);
  } catch (cause) {
    throw new RadiantError('FAILED_PRECONDITION', `--pidfile ${path} cannot be written: ${(cause as Error).message}`, {
      reason: 'BAD_PIDFILE',
      cause,
    });
  }
  return () => rm(path, { force: true });
}
