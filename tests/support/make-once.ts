import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { takeLock } from '../../src/storage/cache/lock.ts';

const LOCKS = fileURLToPath(new URL('../../.cache/locks', import.meta.url));

/** Runs work that other test files may want at the same time: one does it, the others wait and find it done. */
export async function makeOnce<T>(name: string, work: () => Promise<T>): Promise<T> {
  const letGo = await takeLock(join(LOCKS, name), { now: Date.now, sleep: (ms) => wait(ms) });
  try {
    return await work();
  } finally {
    await letGo();
  }
}
