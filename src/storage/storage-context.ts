import type { Environment, Log } from '../base/index.ts';
import type { Bucket } from './buckets/bucket.ts';
import type { HttpClient } from './requests/http-client.ts';
import type { Source } from './scheme.ts';

/** Where a download is. Rates and sizes in bytes. */
export interface Progress {
  readonly doneBytes: number;
  /** Unknown while a store does not tell the size of every file. */
  readonly totalBytes: number | undefined;
  readonly doneFiles: number;
  readonly totalFiles: number;
  readonly bytesPerSecond: number;
}

/** What a scheme gets to work with. */
export interface StorageContext {
  readonly environment: Environment;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly log: Log | undefined;
  readonly http: HttpClient;
  /** What services gave for the time of a session, by name: see `keepLogin`. */
  readonly logins: Map<string, unknown>;
  readonly limits: StorageLimits;
  /** What another URI means: for schemes that only say where the files are. */
  openUri(text: string): Promise<Source>;
  /** The bucket of another URI; undefined when its scheme has none. `variables` count before those of the environment. */
  openBucket(
    text: string,
    variables: Environment,
  ): Promise<{ readonly bucket: Bucket; readonly path: string } | undefined>;
  /** Waits; rejects when the signal fires. */
  sleep(ms: number): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface StorageLimits {
  /** Files in one model. */
  readonly maxFiles: number;
  /** Bytes of one model, of what its archive unpacks to as well. */
  readonly maxModelBytes: number;
  /** Requests that are under way at once. */
  readonly parallel: number;
  /** Bytes of one part of a large file. */
  readonly partBytes: number;
  /** Ranges of at least so many bytes come over a connection of their own, which is faster. */
  readonly directBytes: number;
  /** Failures in a row, without a byte between them, before a request is given up. */
  readonly attempts: number;
  readonly connectTimeoutMs: number;
  /** How long a store may send nothing. */
  readonly idleTimeoutMs: number;
}

export const DEFAULT_LIMITS: StorageLimits = {
  maxFiles: 100_000,
  maxModelBytes: 2 ** 40,
  parallel: 8,
  partBytes: 16 * 2 ** 20,
  directBytes: 4 * 2 ** 20,
  attempts: 6,
  connectTimeoutMs: 15_000,
  idleTimeoutMs: 60_000,
};
