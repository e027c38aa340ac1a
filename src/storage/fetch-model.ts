import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RadiantError } from '../base/index.ts';
import { evictEntries } from './cache/evict-entries.ts';
import { takeLock } from './cache/lock.ts';
import {
  type CacheEntry,
  keepEntry,
  newestEntry,
  prepareStaging,
  stagingFolder,
  uriFolder,
  useEntry,
  versionFolder,
} from './cache/model-cache.ts';
import { readCacheSize } from './cache/read-cache-size.ts';
import { noteObjects, reuseFiles } from './cache/reuse-files.ts';
import { type FetchOptions, withContext } from './fetch-options.ts';
import { parseModelUri } from './model-uri.ts';
import { type OpenedSource, openSource } from './open-source.ts';
import type { StorageContext } from './storage-context.ts';
import { toDiskError } from './transfer/disk-error.ts';
import { fillFolder } from './transfer/fill-folder.ts';

export interface FetchedModel {
  /** The model's folder, or its file when the URI names one file. Read only: others may use it too. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'local';
  /** Changes when the content does; `statModel` gives the same. */
  readonly version: string;
  readonly fromCache: boolean;
  /** True when the store could not be reached and the cache's last version is given instead. */
  readonly isStale: boolean;
}

/** A store may replace the model while it is downloaded; after so many times something else is wrong. */
const MAX_STARTS = 3;
const FIX = 'name another folder for the cache in RADIANT_CACHE_DIR';

/**
 * Brings a model to this machine and gives its path. What is complete in the cache and still what the store has is not downloaded again.
 * Safe to call at the same time for the same URI, in one process or several: one downloads, the others wait. A path that was
 * given never holds half a model. Throws RadiantErrors that say what to set or to do; UNAVAILABLE ones may pass by themselves.
 */
export async function fetchModel(uri: string, options: FetchOptions): Promise<FetchedModel> {
  const sized = { ...options, maxCacheBytes: options.maxCacheBytes ?? readCacheSize(options.environment) };
  return await withContext(sized, (context) => fetchWith(uri, sized, context));
}

async function fetchWith(uri: string, options: FetchOptions, context: StorageContext): Promise<FetchedModel> {
  const folder = uriFolder(resolve(options.cacheDir), parseModelUri(uri), context.cwd);
  if (options.offline) return await fromCacheOnly(uri, folder);
  for (let start = 1; ; start++) {
    try {
      const opened = await openSource(uri, context);
      const { source, version } = opened;
      if (source.kind === 'local')
        return { path: source.path, kind: 'local', version, fromCache: false, isStale: false };
      return await fetchVersion(opened, folder, options, context).catch(async (thrown: unknown) => {
        const place = { folder: resolve(options.cacheDir), neededBytes: opened.sizeBytes, fix: FIX };
        throw await toDiskError(thrown, place);
      });
    } catch (thrown) {
      if (!(thrown instanceof RadiantError)) throw thrown;
      if (thrown.reason === 'MODEL_REPLACED' || thrown.reason === 'CHECKSUM_MISMATCH') {
        if (start >= MAX_STARTS) throw thrown;
        context.log?.warning(`${thrown.message}; starting again`);
        continue;
      }
      const kept = thrown.code === 'UNAVAILABLE' ? await newestEntry(folder) : undefined;
      if (kept === undefined) throw thrown;
      context.log?.warning(`${thrown.message}; the last version in the cache is used`);
      return { ...toFetched(kept, true), isStale: true };
    }
  }
}

async function fetchVersion(
  opened: OpenedSource,
  folder: string,
  options: FetchOptions,
  context: StorageContext,
): Promise<FetchedModel> {
  const { version, uri } = opened;
  const target = versionFolder(folder, version);
  const found = await useEntry(target, context.now());
  if (found !== undefined) return toFetched(found, true);
  const letGo = await takeLock(`${target}.lock`, context);
  try {
    const meanwhile = await useEntry(target, context.now());
    if (meanwhile !== undefined) return toFetched(meanwhile, true);
    const staging = stagingFolder(folder, version);
    await prepareStaging(staging);
    try {
      const filled = await fillFolder(
        context,
        await reuseEarlier(opened, folder, staging),
        staging,
        options.onProgress,
      );
      await keepEntry(staging, target, { uri: uri.shown, version, ...filled });
    } catch (thrown) {
      // What a passing failure left is resumed by the next call; what is wrong is not.
      if (!isResumable(thrown)) await rm(staging, { recursive: true, force: true });
      throw thrown;
    }
  } finally {
    await letGo();
  }
  if (options.maxCacheBytes !== undefined)
    await evictEntries(resolve(options.cacheDir), options.maxCacheBytes, target, context.now(), context.log);
  const kept = await useEntry(target, context.now());
  if (kept !== undefined) return toFetched(kept, false);
  throw new RadiantError('ABORTED', `${join(target)} was removed from the cache while it was made`, {
    reason: 'CACHE_REMOVED',
  });
}

/** What is left to download of a folder when the files that an earlier version has too are taken over from there. */
async function reuseEarlier(opened: OpenedSource, folder: string, staging: string): Promise<OpenedSource> {
  const { source, version } = opened;
  if (source.kind !== 'objects' || source.isSingle || source.assemble !== undefined) return opened;
  const objects = await reuseFiles(await newestEntry(folder), source.objects, staging);
  await noteObjects(staging, source.objects);
  // The journal of the download counts objects: what it says of others must not be taken for these.
  const plan = objects.map(({ path }) => path).join('\n');
  return { ...opened, source: { ...source, objects }, version: `${version} ${plan}` };
}

function isResumable(thrown: unknown): boolean {
  return thrown instanceof RadiantError && (thrown.code === 'UNAVAILABLE' || thrown.code === 'CANCELLED');
}

async function fromCacheOnly(uri: string, folder: string): Promise<FetchedModel> {
  const entry = await newestEntry(folder);
  if (entry !== undefined) return toFetched(entry, true);
  throw new RadiantError(
    'NOT_FOUND',
    `${parseModelUri(uri).shown} is not in the cache, and the store may not be asked (offline)`,
    {
      reason: 'NOT_CACHED',
    },
  );
}

function toFetched({ path, kind, version }: CacheEntry, fromCache: boolean): FetchedModel {
  return { path, kind, version, fromCache, isStale: false };
}
