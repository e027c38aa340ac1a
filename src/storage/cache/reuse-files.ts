import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RemoteObject } from '../scheme.ts';
import type { CacheEntry } from './model-cache.ts';

const OBJECTS_FILE = 'objects.json';

type Fact = readonly [path: string, sizeBytes: number | null, version: string];

/** Writes down which objects a folder of the cache is made of, so that the next version of the model can take over what has not changed. */
export async function noteObjects(staging: string, objects: readonly RemoteObject[]): Promise<void> {
  await writeFile(join(staging, OBJECTS_FILE), JSON.stringify(objects.map(factOf)));
}

/**
 * Gives the objects that an earlier version has not got, and puts its files for all others into `staging/data`, as further names of the same files: both
 * versions are whole, and what has not changed is neither downloaded nor stored again.
 */
export async function reuseFiles(
  earlier: CacheEntry | undefined,
  objects: readonly RemoteObject[],
  staging: string,
): Promise<RemoteObject[]> {
  const known = earlier === undefined ? new Set<string>() : await readFacts(earlier);
  const missing: RemoteObject[] = [];
  for (const object of objects) {
    const isKnown = object.version !== '' && known.has(JSON.stringify(factOf(object)));
    if (earlier === undefined || !isKnown || !(await takeOver(earlier.folder, object, staging))) missing.push(object);
  }
  return missing;
}

function factOf({ path, sizeBytes, version }: RemoteObject): Fact {
  return [path, sizeBytes ?? null, version];
}

/** Of an entry without the file, or with a broken one, nothing is taken over. */
async function readFacts({ folder }: CacheEntry): Promise<Set<string>> {
  try {
    const facts = JSON.parse(await readFile(join(folder, OBJECTS_FILE), 'utf8')) as readonly Fact[];
    return new Set(facts.map((fact) => JSON.stringify(fact)));
  } catch {
    return new Set();
  }
}

/** False when the file is gone, or the file system has no hard links: it is downloaded then. */
async function takeOver(from: string, { path, sizeBytes }: RemoteObject, staging: string): Promise<boolean> {
  const [source, target] = [join(from, 'data', path), join(staging, 'data', path)];
  try {
    if (sizeBytes !== undefined && (await stat(source)).size !== sizeBytes) return false;
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { force: true });
    await link(source, target);
    return true;
  } catch {
    return false;
  }
}
