import { setTimeout as wait } from 'node:timers/promises';
import type { Environment, Log } from '../base/index.ts';
import { parseModelUri } from './model-uri.ts';
import { findScheme } from './registry.ts';
import { toCancelled } from './requests/connection-error.ts';
import { type HttpClient, openHttpClient } from './requests/http-client.ts';
import { DEFAULT_LIMITS, type Progress, type StorageContext, type StorageLimits } from './storage-context.ts';

export interface StatOptions {
  /** Where credentials, endpoints and proxies come from. */
  readonly environment: Environment;
  /** Folder that relative paths start from; the process's own when left out. */
  readonly cwd?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: Log | undefined;
  readonly limits?: Partial<StorageLimits> | undefined;
  /** Connections and logins of earlier calls with the same environment. */
  readonly session?: StorageSession | undefined;
}

/** What calls that follow one another share. */
export interface StorageSession {
  readonly http: HttpClient;
  readonly logins: Map<string, unknown>;
  close(): void;
}

/** Opens a session for who asks the same store again and again. It serves one environment only. */
export function openStorageSession({
  environment,
  limits,
}: Pick<StatOptions, 'environment' | 'limits'>): StorageSession {
  const http = openHttpClient({ environment, ...DEFAULT_LIMITS, ...limits });
  return { http, logins: new Map(), close: () => http.close() };
}

export interface FetchOptions extends StatOptions {
  /** Folder of the cache; see `defaultCacheDir`. */
  readonly cacheDir: string;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Models that were used longest ago are removed when the cache grows past it; RADIANT_CACHE_SIZE when left out. */
  readonly maxCacheBytes?: number | undefined;
  /** Asks no store: gives what the cache has, or fails. */
  readonly offline?: boolean | undefined;
}

/** Runs work with everything that a scheme needs, and closes the connections behind it. */
export async function withContext<T>(options: StatOptions, work: (context: StorageContext) => Promise<T>): Promise<T> {
  const { environment, log, cwd = process.cwd(), signal = new AbortController().signal } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const session = options.session ?? openStorageSession({ environment, limits });
  const { http, logins } = session;
  const sleep = async (ms: number): Promise<void> => {
    await wait(ms, undefined, { signal }).catch(() => {
      throw toCancelled(signal);
    });
  };
  try {
    const context: StorageContext = {
      ...{ environment, cwd, signal, log, http, logins, limits, sleep },
      now: Date.now,
      openUri: async (text) => {
        const uri = parseModelUri(text);
        return await findScheme(uri, environment).open(uri, context);
      },
      openBucket: async (text, variables) => {
        const uri = parseModelUri(text);
        const own = { ...environment, ...variables };
        return await findScheme(uri, own).openBucket?.(uri, { ...context, environment: own, logins: new Map() });
      },
    };
    return await work(context);
  } finally {
    if (options.session === undefined) session.close();
  }
}
