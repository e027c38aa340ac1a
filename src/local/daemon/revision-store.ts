import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import type { ServerCatalogue } from '../../deployment/index.ts';
import type { ImageEntry } from '../nodes/image-table.ts';

/** One version of a deployment as it was applied, with what it brought along. */
export interface Revision {
  readonly number: number;
  readonly appliedAt: string;
  /** The deployment as it was written. */
  readonly written: unknown;
  /** Classes by container or image, with the folder they are looked for in. */
  readonly classes: Readonly<Record<string, ImageEntry>>;
  /** Secrets and config maps, as `readClusterObjects` gives them. */
  readonly objects: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly cwd: string;
  /** Prepackaged servers that somebody registered, and the classes that they are; none in versions of older programs. */
  readonly servers?: ServerCatalogue;
  readonly serverClasses?: Readonly<Record<string, ImageEntry>>;
}

/** A deployment with its last versions, the newest last. */
export interface StoredDeployment {
  readonly namespace: string;
  readonly name: string;
  readonly revisions: readonly Revision[];
}

export interface RevisionStore {
  list(): Promise<readonly StoredDeployment[]>;
  find(namespace: string, name: string): Promise<StoredDeployment | undefined>;
  /** Appends a version, numbers it, and forgets the oldest ones. */
  append(namespace: string, name: string, revision: Omit<Revision, 'number'>): Promise<Revision>;
  /** Takes the last version back, for one that did not start. */
  dropLast(namespace: string, name: string): Promise<void>;
  remove(namespace: string, name: string): Promise<void>;
}

/** As many as a Deployment of Kubernetes keeps. */
const MAX_REVISIONS = 10;

/** Keeps versions in files that only their owner may read, for secrets are among them. A file is there wholly or not at all. */
export function openRevisionStore(folder: string): RevisionStore {
  const fileOf = (namespace: string, name: string): string =>
    join(folder, encodeURIComponent(namespace), `${encodeURIComponent(name)}.json`);
  const find = async (namespace: string, name: string): Promise<StoredDeployment | undefined> => {
    try {
      return JSON.parse(await readFile(fileOf(namespace, name), 'utf8')) as StoredDeployment;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw broken(fileOf(namespace, name), thrown);
    }
  };
  const write = (stored: StoredDeployment): Promise<void> =>
    replaceFile(fileOf(stored.namespace, stored.name), JSON.stringify(stored, undefined, 1));
  return {
    find,
    async list() {
      const found: StoredDeployment[] = [];
      for (const namespace of await entriesOf(folder)) {
        for (const file of await entriesOf(join(folder, namespace))) {
          if (!file.endsWith('.json')) continue;
          const one = await find(decodeURIComponent(namespace), decodeURIComponent(file.slice(0, -'.json'.length)));
          if (one !== undefined) found.push(one);
        }
      }
      return found;
    },
    async append(namespace, name, revision) {
      const known = (await find(namespace, name))?.revisions ?? [];
      const numbered: Revision = { ...revision, number: (known.at(-1)?.number ?? 0) + 1 };
      await write({ namespace, name, revisions: [...known, numbered].slice(-MAX_REVISIONS) });
      return numbered;
    },
    async dropLast(namespace, name) {
      const known = (await find(namespace, name))?.revisions ?? [];
      if (known.length > 1) await write({ namespace, name, revisions: known.slice(0, -1) });
      else await rm(fileOf(namespace, name), { force: true });
    },
    remove: (namespace, name) => rm(fileOf(namespace, name), { force: true }),
  };
}

/** Writes beside the file and renames, so that a crash leaves the old one. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.tmp`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw thrown;
  }
}

function broken(path: string, cause: unknown): RadiantError {
  return new RadiantError(
    'DATA_LOSS',
    `${path} cannot be read: ${String((cause as Error).message)}; remove it to go on without that deployment`,
    {
      reason: 'BAD_STATE_FILE',
      cause,
    },
  );
}
