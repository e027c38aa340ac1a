import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelUri } from '../model-uri.ts';

/** A finished model in the cache. */
export interface CacheEntry {
  readonly folder: string;
  /** The model's folder, or its one file. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly version: string;
  readonly sizeBytes: number;
  /** When it was last asked for, milliseconds since 1970. */
  readonly usedMs: number;
}

interface EntryFacts {
  readonly uri: string;
  readonly version: string;
  readonly sizeBytes: number;
  /** Name of the one file, when the URI names a file. */
  readonly file: string | undefined;
}

const ENTRY_FILE = 'entry.json';

/** The folder in a cache that holds every version of one URI. The text of the URI goes in by its hash, since it may hold secrets. */
export function uriFolder(cacheDir: string, { text }: ModelUri, cwd: string): string {
  return join(cacheDir, 'models', digest(`${text}\n${/^[a-z][\w+.-]*:/i.test(text) ? '' : cwd}`));
}

/** The folder of one version. It is there only when the model is complete. */
export function versionFolder(folder: string, version: string): string {
  return join(folder, digest(version));
}

/** Where a version is put together. */
export function stagingFolder(folder: string, version: string): string {
  return join(folder, `partial-${digest(version)}`);
}

/** Reads a version of the cache and marks it as used now. Undefined when it is not there. */
export async function useEntry(folder: string, nowMs: number): Promise<CacheEntry | undefined> {
  const entry = await readEntry(folder);
  if (entry === undefined) return undefined;
  await utimes(join(folder, ENTRY_FILE), nowMs / 1000, nowMs / 1000).catch(() => undefined);
  return { ...entry, usedMs: nowMs };
}

/** The version of a URI that was used last, whatever the store has now. */
export async function newestEntry(folder: string): Promise<CacheEntry | undefined> {
  const entries = await listEntries(folder);
  return entries.sort((a, b) => b.usedMs - a.usedMs)[0];
}

/** Makes a finished staging folder the entry of its version, in one step. */
export async function keepEntry(staging: string, folder: string, facts: EntryFacts): Promise<void> {
  await rm(join(staging, 'journal'), { force: true });
  await writeFile(join(staging, ENTRY_FILE), `${JSON.stringify(facts)}\n`);
  // What stands there without its facts is what a crash left of a removal.
  await rm(folder, { recursive: true, force: true });
  await rename(staging, folder);
}

/** Every finished version below a folder of `uriFolder`. */
export async function listEntries(folder: string): Promise<CacheEntry[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const entries = await Promise.all(
    names.filter((name) => /^[0-9a-f]{32}$/.test(name)).map((name) => readEntry(join(folder, name))),
  );
  return entries.filter((entry) => entry !== undefined);
}

/** Takes a version away. A reader sees all of it or nothing. */
export async function removeEntry({ folder }: CacheEntry): Promise<void> {
  const aside = `${folder}.gone`;
  await rm(aside, { recursive: true, force: true });
  await rename(folder, aside);
  await rm(aside, { recursive: true, force: true });
}

/** Makes an empty `data` folder, unless one is there. */
export async function prepareStaging(staging: string): Promise<void> {
  await mkdir(join(staging, 'data'), { recursive: true });
}

async function readEntry(folder: string): Promise<CacheEntry | undefined> {
  const path = join(folder, ENTRY_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { version, sizeBytes, file } = JSON.parse(text) as EntryFacts;
  const { mtimeMs } = await stat(path);
  const data = join(folder, 'data');
  return {
    folder,
    path: file === undefined ? data : join(data, file),
    kind: file === undefined ? 'folder' : 'file',
    version,
    sizeBytes,
    usedMs: mtimeMs,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
