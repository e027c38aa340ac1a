import { setTimeout as wait } from 'node:timers/promises';
import type { Environment, Log } from '../base/index.ts';
import { parseModelUri } from './model-uri.ts';
import { findScheme } from './registry.ts';
import { toCancelled } from './requests/connection-error.ts';
import { openHttpClient } from './requests/http-client.ts';
import { DEFAULT_LIMITS, type Progress, type StorageContext, type StorageLimits } from './storage-context.ts';

export interface StatOptions {
  /** Where credentials, endpoints and proxies come from. */
  readonly environment: Environment;
  /** Folder that relative paths start from; the process's own when left out. */
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
  readonly limits?: Partial<StorageLimits> | undefined;
}

export interface FetchOptions extends StatOptions {
  /** Folder of the cache; see `defaultCacheDir`. */
  readonly cacheDir: string;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Models that were used longest ago are removed when the cache grows past it. */
  readonly maxCacheBytes?: number | undefined;
  /** Asks no store: gives what the cache has, or fails. */
  readonly offline?: boolean | undefined;
}

/** Runs work with everything that a scheme needs, and closes the connections behind it. */
export async function withContext<T>(options: StatOptions, work: (context: StorageContext) => Promise<T>): Promise<T> {
  const { environment, log, cwd = process.cwd(), signal = new AbortController().signal } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const http = openHttpClient({ environment, ...limits });
  const sleep = async (ms: number): Promise<void> => {
    await wait(ms, undefined, { signal }).catch(() => {
      throw toCancelled(signal);
    });
  };
  try {
    const context: StorageContext = {
      ...{ environment, cwd, signal, log, http, limits, sleep },
      now: Date.now,
      openUri: async (text) => {
        const uri = parseModelUri(text);
        return await findScheme(uri, environment).open(uri, context);
      },
      openBucket: async (text, variables) => {
        const uri = parseModelUri(text);
        const own = { ...environment, ...variables };
        return await findScheme(uri, own).openBucket?.(uri, { ...context, environment: own });
      },
    };
    return await work(context);
  } finally {
    http.close();
  }
}
