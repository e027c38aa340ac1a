import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../base/index.ts';
import { type CacheEntry, listEntries, removeEntry } from './model-cache.ts';

/** How long a model that was just handed out is safe: its caller must have the time to read it. */
const GRACE_MS = 60_000;

/** Removes the models that were used longest ago until the cache has at most `maxBytes`. `kept` and what was used just now stay. */
export async function evictEntries(
  cacheDir: string,
  maxBytes: number,
  kept: string,
  nowMs: number,
  log: Log | undefined,
): Promise<void> {
  const root = join(cacheDir, 'models');
  const folders = await readdir(root).catch((): string[] => []);
  const entries: CacheEntry[] = [];
  for (const folder of folders) entries.push(...(await listEntries(join(root, folder))));
  let total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const entry of entries.sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= maxBytes) return;
    if (entry.folder === kept || nowMs - entry.usedMs < GRACE_MS) continue;
    // Another process may be faster; then the bytes are gone all the same.
    await removeEntry(entry).catch((thrown: unknown) =>
      log?.debug(`a cached model was not removed: ${String(thrown)}`),
    );
    total -= entry.sizeBytes;
  }
  if (total > maxBytes) {
    log?.warning(
      `the model cache holds ${total} bytes, its limit is ${maxBytes}: what was used in the last minute stays`,
    );
  }
}
