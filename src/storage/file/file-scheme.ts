import { copyFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RadiantError } from '../../base/index.ts';
import { archiveKind } from '../archive/archive-kind.ts';
import type { ModelUri } from '../model-uri.ts';
import type { Scheme, Source } from '../scheme.ts';
import type { StorageContext } from '../storage-context.ts';
import { versionOfPath } from './walk-folder.ts';

/** Files and folders of this machine. They are used where they lie; archives are unpacked into the cache. */
export const fileScheme: Scheme = {
  forms: ['/path', './path', 'file:///path'],
  open: (uri, context) => openPath(toPath(uri, context.cwd), uri, context),
};

/** A path of this machine as a source. Throws MODEL_NOT_FOUND that names it. */
export async function openPath(path: string, { shown }: ModelUri, { limits }: StorageContext): Promise<Source> {
  const facts = await stat(path).catch((thrown: NodeJS.ErrnoException) => thrown.code ?? 'ENOENT');
  if (facts === 'EACCES' || facts === 'EPERM') {
    throw new RadiantError('PERMISSION_DENIED', `${path} may not be read by this user`, {
      reason: 'STORAGE_FORBIDDEN',
    });
  }
  if (typeof facts === 'string') {
    const also = shown === path ? '' : ` (of ${shown})`;
    throw new RadiantError('NOT_FOUND', `there is no file or folder ${path}${also}`, { reason: 'MODEL_NOT_FOUND' });
  }
  const version = await versionOfPath(path, limits.maxFiles);
  if (!facts.isFile() || archiveKind(path) === undefined) return { kind: 'local', path, version };
  return {
    kind: 'produced',
    version,
    isSingle: true,
    sizeBytes: facts.size,
    produce: async (folder, onBytes) => {
      await copyFile(path, join(folder, basename(path)));
      onBytes(facts.size);
    },
  };
}

function toPath({ text, shown, rest, hasAuthority }: ModelUri, cwd: string): string {
  if (!/^file:/i.test(text)) return resolve(cwd, text);
  if (!hasAuthority) return resolve(cwd, decodeURIComponent(rest));
  try {
    return fileURLToPath(`file://${rest.replace(/^localhost(?=\/)/, '').replace(/[?#]/g, encodeURIComponent)}`);
  } catch (cause) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `${shown} is not a file URI: three slashes stand before the path, as in file:///models/iris`,
      {
        reason: 'INVALID_URI',
        cause,
      },
    );
  }
}
