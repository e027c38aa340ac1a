import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import {
  type Estimator,
  loadModelFolder,
  loadShareableModel,
  type ModelFolder,
  type ModelSignature,
  type ShareableModel,
} from '../../models/index.ts';

/** A folder with more files than this is no model's. */
const MAX_FILES = 10_000;

/** A model as it lies on the disk. */
export type ModelSource =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'folder'; readonly folder: ModelFolder };

export interface LoadedModel {
  readonly estimator: Estimator;
  /** How other threads get the same model; undefined where they cannot. */
  readonly share?: ShareableModel['share'];
  /** The method that an MLflow folder asks for, by its Python name. */
  readonly wantedMethod: string | undefined;
  readonly signature: ModelSignature | undefined;
}

/** Finds a model by its path. Throws NOT_FOUND or INVALID_ARGUMENT when nothing can be read there. */
export async function readModelSource(path: string): Promise<ModelSource> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { kind: 'folder', folder: await listFolder(path) };
    if (found.isFile()) return { kind: 'file', bytes: await readFile(path) };
  } catch (thrown) {
    if (thrown instanceof RadiantError) throw thrown;
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    const why = isMissing ? 'there is no file or folder of this name' : (thrown as Error).message;
    throw new RadiantError(isMissing ? 'NOT_FOUND' : 'INVALID_ARGUMENT', `${path} cannot be read: ${why}`, {
      reason: 'MODEL_NOT_FOUND',
      cause: thrown,
    });
  }
  throw new RadiantError('INVALID_ARGUMENT', `${path} is neither a file nor a folder`, { reason: 'MODEL_NOT_FOUND' });
}

/** Reads the model in it; runs nothing of it. Throws as `loadModel` does. */
export async function loadSource(source: ModelSource): Promise<LoadedModel> {
  if (source.kind === 'file') {
    return { ...(await loadShareableModel(source.bytes)), wantedMethod: undefined, signature: undefined };
  }
  const { predictMethod, signature, ...model } = await loadModelFolder(source.folder);
  const isMlflow = source.folder.names.includes('MLmodel');
  return { ...model, wantedMethod: isMlflow ? predictMethod : undefined, signature };
}

/** Links are left out: a model folder must not lead to files outside of it. */
async function listFolder(root: string): Promise<ModelFolder> {
  const names: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    names.push(join(entry.parentPath, entry.name).slice(join(root, sep).length).replaceAll(sep, '/'));
    if (names.length > MAX_FILES) {
      throw new RadiantError(
        'INVALID_ARGUMENT',
        `${root} holds more than ${MAX_FILES} files: name the model file itself`,
        {
          reason: 'MODEL_NOT_FOUND',
        },
      );
    }
  }
  return { names, read: (name) => readFile(join(root, name)) };
}
