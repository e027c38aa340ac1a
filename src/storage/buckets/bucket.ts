import { RadiantError } from '../../base/index.ts';
import type { ModelUri } from '../model-uri.ts';
import type { RemoteObject, Source } from '../scheme.ts';

/** An object store's bucket or container as the schemes need it. Keys have `/`, and folders are only beginnings of keys. */
export interface Bucket {
  /** Objects whose keys begin with `prefix`, the prefix cut off. Empty when there are none. */
  list(prefix: string): Promise<readonly RemoteObject[]>;
  /** One object; undefined when it is not there. */
  find(key: string): Promise<RemoteObject | undefined>;
  /** An object that is known to be there, without asking. */
  object(key: string, facts: KnownObject): RemoteObject;
}

export interface KnownObject {
  readonly path: string;
  readonly sizeBytes: number | undefined;
  readonly version: string;
  readonly checksum: RemoteObject['checksum'];
}

/**
 * What a path of a bucket means: the folder's content when keys begin with `path/`, else the one object of that key. The error of a list that
 * is forbidden counts only when there is no such object either: reading one file needs less rights.
 */
export async function openBucketPath(
  bucket: Bucket,
  path: string,
  { shown }: Pick<ModelUri, 'shown'>,
): Promise<Source> {
  const trimmed = path.replace(/\/+$/, '');
  const prefix = trimmed === '' ? '' : `${trimmed}/`;
  let refusal: RadiantError | undefined;
  const objects = await bucket.list(prefix).catch((thrown: unknown) => {
    if (!(thrown instanceof RadiantError) || thrown.code !== 'PERMISSION_DENIED' || prefix === '') throw thrown;
    refusal = thrown;
    return [];
  });
  // Keys that end with a slash are how consoles draw empty folders.
  const files = objects.filter(({ path: at }) => at !== '' && !at.endsWith('/'));
  if (files.length > 0) return { kind: 'objects', objects: files, isSingle: false };
  const single = path === '' || path.endsWith('/') ? undefined : await bucket.find(trimmed);
  if (single !== undefined) return { kind: 'objects', objects: [single], isSingle: true };
  if (refusal !== undefined) throw refusal;
  throw new RadiantError(
    'NOT_FOUND',
    `there is nothing at ${shown}: no file has that name, and no file's name begins with ${JSON.stringify(prefix)}`,
    { reason: 'MODEL_EMPTY' },
  );
}
