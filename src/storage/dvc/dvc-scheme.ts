import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import type { ModelUri } from '../model-uri.ts';
import type { Scheme, Source } from '../scheme.ts';
import type { StorageContext } from '../storage-context.ts';
import { findOutput } from './find-output.ts';
import { openOutput } from './open-output.ts';
import { readPlaces } from './read-config.ts';
import { cloneRepository, openRepository } from './read-git.ts';

/** A file or folder that DVC keeps, from a repository on this machine or one that git can clone. */
export const dvcScheme: Scheme = {
  forms: [
    'dvc:path/in/repository',
    'dvc:///repository/path?rev=v1&remote=name',
    'dvc+https://host/repository.git?path=models/iris&rev=v1',
  ],
  open: async (uri, context) => {
    const [before = '', search = ''] = uri.rest.split('?');
    const query = new URLSearchParams(search);
    const [revision, remote] = [query.get('rev') ?? undefined, query.get('remote') ?? undefined];
    if (uri.scheme === 'dvc') {
      const path = resolve(context.cwd, decodeURIComponent(before));
      const root = findRoot(path, uri);
      return await openTracked(root, relative(root, path), { revision, remote, uri }, context);
    }
    const path = query.get('path') ?? '';
    const url = `${uri.scheme.slice('dvc+'.length)}://${before}`;
    const clone = await cloneRepository(url, revision, uri.shown, context);
    try {
      return await openTracked(
        clone.root,
        path.replace(/^\/+|\/+$/g, ''),
        { revision: undefined, remote, uri },
        context,
      );
    } finally {
      await clone.close();
    }
  },
};

async function openTracked(
  root: string,
  path: string,
  {
    revision,
    remote,
    uri,
  }: { readonly revision: string | undefined; readonly remote: string | undefined; readonly uri: ModelUri },
  context: StorageContext,
): Promise<Source> {
  const files = openRepository(root, revision, context);
  const output = await findOutput(files, path);
  if (output === undefined) {
    throw new RadiantError(
      'NOT_FOUND',
      `DVC does not keep ${path || uri.shown}: no .dvc file and no dvc.lock of ${uri.shown} names it`,
      {
        reason: 'MODEL_NOT_FOUND',
      },
    );
  }
  return await openOutput(output, await readPlaces(files, output, remote), uri, context);
}

function findRoot(path: string, { shown }: ModelUri): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.dvc', 'config'))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new RadiantError('NOT_FOUND', `${shown} lies in no DVC repository: no folder above ${path} has a .dvc/config`, {
    reason: 'MODEL_NOT_FOUND',
  });
}
