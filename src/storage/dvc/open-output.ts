import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import { computeChecksum } from '../checksums/compute-checksum.ts';
import type { ModelUri } from '../model-uri.ts';
import { askStore } from '../requests/ask-store.ts';
import type { RemoteObject, Source } from '../scheme.ts';
import type { StorageContext } from '../storage-context.ts';
import { checkPath } from '../transfer/safe-path.ts';
import type { DvcOutput } from './find-output.ts';
import type { DvcPlaces } from './read-config.ts';

/** One file that DVC keeps under its MD5. */
interface KeptFile {
  readonly path: string;
  readonly md5: string;
  readonly sizeBytes: number | undefined;
}

/** Where kept files are read: a folder of this machine, or a bucket. */
type Shelf =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'bucket'; object(file: KeptFile): RemoteObject };

/** An output as a source: from DVC's cache when all of it is there, else from its remote. */
export async function openOutput(
  output: DvcOutput,
  places: DvcPlaces,
  uri: ModelUri,
  context: StorageContext,
): Promise<Source> {
  const cache: Shelf = { kind: 'folder', folder: places.cacheDir };
  const fromCache = await openShelf(output, cache, uri, context);
  if (fromCache !== undefined) return fromCache;
  const { remote } = places;
  if (remote === undefined) {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `${uri.shown} is not in DVC's cache, and no remote is set: run dvc pull, or set core.remote`,
      {
        reason: 'DVC_REMOTE_MISSING',
      },
    );
  }
  const found = await openShelf(output, await openRemote(output, remote, context), uri, context);
  if (found !== undefined) return found;
  throw new RadiantError(
    'NOT_FOUND',
    `the DVC remote ${remote.name} does not hold ${uri.shown} (${output.md5}): was it pushed?`,
    {
      reason: 'MODEL_NOT_FOUND',
    },
  );
}

async function openRemote(
  output: DvcOutput,
  remote: NonNullable<DvcPlaces['remote']>,
  context: StorageContext,
): Promise<Shelf> {
  if (isAbsolute(remote.url)) return { kind: 'folder', folder: remote.url };
  const opened = await context.openBucket(remote.url, remote.environment);
  if (opened === undefined) {
    throw new RadiantError(
      'UNIMPLEMENTED',
      `the DVC remote ${remote.name} is of a kind that is not read here: run dvc pull, and give the folder`,
      {
        reason: 'DVC_REMOTE_KIND',
      },
    );
  }
  const prefix = opened.path.replace(/\/+$/, '');
  return {
    kind: 'bucket',
    object: ({ path, md5, sizeBytes }) =>
      opened.bucket.object([prefix, keyOf(md5, output.isNew)].filter(Boolean).join('/'), {
        path,
        sizeBytes,
        version: md5,
        checksum: canCheck(md5, output.isNew) ? { algorithm: 'md5', hex: md5 } : undefined,
      }),
  };
}

async function openShelf(
  output: DvcOutput,
  shelf: Shelf,
  uri: ModelUri,
  context: StorageContext,
): Promise<Source | undefined> {
  const files = output.md5.endsWith('.dir') ? await readFolder(output, shelf, uri, context) : [wholeFile(output)];
  if (files === undefined) return undefined;
  const isSingle =
    files.length === 1 &&
    (output.inside !== '' ? files[0]?.path === output.inside.split('/').at(-1) : !output.md5.endsWith('.dir'));
  if (shelf.kind === 'bucket') return { kind: 'objects', objects: files.map(shelf.object), isSingle };
  const { folder } = shelf;
  for (const { md5 } of files) {
    if ((await stat(join(folder, keyOf(md5, output.isNew))).catch(() => undefined)) === undefined) return undefined;
  }
  return {
    kind: 'produced',
    version: [output.md5, output.inside].join(' '),
    isSingle,
    produce: (target, onBytes) => copyFiles(files, folder, output.isNew, target, onBytes),
  };
}

async function copyFiles(
  files: readonly KeptFile[],
  folder: string,
  isNew: boolean,
  target: string,
  onBytes: (count: number) => void,
): Promise<void> {
  for (const { path, md5 } of files) {
    const place = join(target, path);
    await mkdir(dirname(place), { recursive: true });
    await copyFile(join(folder, keyOf(md5, isNew)), place);
    if (canCheck(md5, isNew) && (await computeChecksum(place, 'md5')) !== md5) {
      throw new RadiantError('DATA_LOSS', `${path} is damaged in DVC's store: its MD5 is not ${md5}`, {
        reason: 'DVC_FILE_DAMAGED',
      });
    }
    onBytes((await stat(place)).size);
  }
}

function wholeFile({ name, md5, sizeBytes }: DvcOutput): KeptFile {
  return { path: name, md5, sizeBytes };
}

/** The files of a folder, from its list: `[{"md5", "relpath"}]`. Undefined when the shelf does not have the list. */
async function readFolder(
  output: DvcOutput,
  shelf: Shelf,
  { shown }: ModelUri,
  context: StorageContext,
): Promise<KeptFile[] | undefined> {
  const text = await readList(output, shelf, shown, context);
  if (text === undefined) return undefined;
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw malformed(shown);
  const { inside } = output;
  return list.flatMap((entry: unknown): KeptFile[] => {
    const { md5, relpath } = (entry ?? {}) as { md5?: unknown; relpath?: unknown };
    if (typeof md5 !== 'string' || !/^[0-9a-f]{32}$/.test(md5) || typeof relpath !== 'string') throw malformed(shown);
    const path = checkPath(relpath, shown);
    if (inside === '') return [{ path, md5, sizeBytes: undefined }];
    if (path === inside) return [{ path: path.split('/').at(-1) ?? path, md5, sizeBytes: undefined }];
    return path.startsWith(`${inside}/`) ? [{ path: path.slice(inside.length + 1), md5, sizeBytes: undefined }] : [];
  });
}

async function readList(
  { md5, isNew }: DvcOutput,
  shelf: Shelf,
  shown: string,
  context: StorageContext,
): Promise<string | undefined> {
  if (shelf.kind === 'folder')
    return await readFile(join(shelf.folder, keyOf(md5, isNew)), 'utf8').catch(() => undefined);
  const object = shelf.object({ path: md5, md5, sizeBytes: undefined });
  try {
    return (await askStore(context, { what: shown, request: () => object.request(undefined), explain: object.explain }))
      .text;
  } catch (thrown) {
    if (thrown instanceof RadiantError && thrown.code === 'NOT_FOUND') return undefined;
    throw thrown;
  }
}

/** `files/md5/ab/cdef...` since DVC 3, `ab/cdef...` before. */
function keyOf(md5: string, isNew: boolean): string {
  return `${isNew ? 'files/md5/' : ''}${md5.slice(0, 2)}/${md5.slice(2)}`;
}

/** Before DVC 3 the MD5 of a text counted its line ends in one form only. */
function canCheck(md5: string, isNew: boolean): boolean {
  return isNew && !md5.endsWith('.dir');
}

function malformed(shown: string): RadiantError {
  return new RadiantError('FAILED_PRECONDITION', `the list of files that DVC keeps for ${shown} is malformed`, {
    reason: 'MALFORMED_DVC_FILE',
  });
}
