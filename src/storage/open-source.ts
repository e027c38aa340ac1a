import { createHash } from 'node:crypto';
import { RadiantError } from '../base/index.ts';
import { type ModelUri, parseModelUri } from './model-uri.ts';
import { findScheme } from './registry.ts';
import type { RemoteObject, Source } from './scheme.ts';
import type { StorageContext } from './storage-context.ts';
import { checkPath } from './transfer/safe-path.ts';

/** What a URI means now, checked, and the key that changes when any of its content does. */
export interface OpenedSource {
  readonly uri: ModelUri;
  readonly source: Source;
  readonly version: string;
  /** Unknown while the store does not tell. */
  readonly sizeBytes: number | undefined;
}

/** Asks the store what there is. Throws for what is empty, too large, or has file names that would leave the model's folder. */
export async function openSource(text: string, context: StorageContext): Promise<OpenedSource> {
  const uri = parseModelUri(text);
  const source = await findScheme(uri, context.environment).open(uri, context);
  if (source.kind === 'local') return { uri, source, version: source.version, sizeBytes: undefined };
  if (source.kind === 'produced') return { uri, source, version: source.version, sizeBytes: source.sizeBytes };
  const objects = checkObjects(uri, source.objects, context);
  const hash = createHash('sha256');
  for (const { path, sizeBytes, version } of objects) hash.update(JSON.stringify([path, sizeBytes ?? null, version]));
  const sizes = objects.map(({ sizeBytes }) => sizeBytes);
  return {
    uri,
    source: { ...source, objects },
    version: hash.digest('hex'),
    sizeBytes: sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
  };
}

/** The objects in the order of their paths. */
function checkObjects({ shown }: ModelUri, given: readonly RemoteObject[], { limits }: StorageContext): RemoteObject[] {
  if (given.length === 0) {
    throw new RadiantError(
      'NOT_FOUND',
      `there is nothing at ${shown}: the store has no file whose name begins with it`,
      {
        reason: 'MODEL_EMPTY',
      },
    );
  }
  if (given.length > limits.maxFiles)
    throw tooLarge(`${shown} has more than ${limits.maxFiles} files: is it the folder of a model?`);
  const objects = given
    .map((object) => ({ ...object, path: checkPath(object.path, shown) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const sizeBytes = objects.reduce((sum, object) => sum + (object.sizeBytes ?? 0), 0);
  if (sizeBytes > limits.maxModelBytes)
    throw tooLarge(`${shown} has ${sizeBytes} bytes, the limit is ${limits.maxModelBytes}`);
  checkNoClash(shown, objects);
  return objects;
}

/** An object store may have both `a` and `a/b`; no file system can. */
function checkNoClash(shown: string, objects: readonly RemoteObject[]): void {
  const files = new Set<string>();
  for (const { path } of objects) {
    const parents = path.split('/').slice(0, -1);
    const clash = files.has(path)
      ? path
      : parents.map((_, count) => parents.slice(0, count + 1).join('/')).find((at) => files.has(at));
    if (clash !== undefined) {
      throw new RadiantError(
        'FAILED_PRECONDITION',
        `${shown} has both a file and a folder, or two files, of the name ${clash}`,
        {
          reason: 'UNSAFE_PATH',
        },
      );
    }
    files.add(path);
  }
}

function tooLarge(message: string): RadiantError {
  return new RadiantError('OUT_OF_RANGE', message, { reason: 'MODEL_TOO_LARGE' });
}
