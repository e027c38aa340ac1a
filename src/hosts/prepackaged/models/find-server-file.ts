import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RadiantError } from '../../../base/index.ts';
import type { ServerRequest } from '../server-request.ts';

/** So many names of what is there are told. */
const MAX_SHOWN = 20;

/**
 * The file that a server's model is: the first of its names in the folder; a path that is one file is that file whatever its name.
 * Throws NOT_FOUND naming the files that are looked for and those that are there.
 */
export async function findServerFile(request: ServerRequest, moreNames: readonly string[] = []): Promise<string> {
  const path = requirePath(request);
  const kind = await kindOf(path);
  if (kind === 'file') return path;
  const names = [...new Set([...request.files, ...moreNames])];
  for (const name of names) if ((await kindOf(join(path, name))) === 'file') return join(path, name);
  throw missing(request, names, kind === undefined ? undefined : await listNames(path));
}

/** The model's path. Throws INVALID_ARGUMENT when the node has none. */
export function requirePath({ path, server, name }: ServerRequest): string {
  if (path !== undefined) return path;
  throw new RadiantError('INVALID_ARGUMENT', `${server} ${name} needs a model: give modelUri (--model-uri)`, {
    reason: 'MODEL_URI_MISSING',
  });
}

/** What a folder that lacks a file holds instead, as an error. */
export function missing(
  { server, name, path }: ServerRequest,
  names: readonly string[],
  there: readonly string[] | 'file' | undefined,
): RadiantError {
  return new RadiantError(
    'NOT_FOUND',
    `${server} ${name} looks for ${names.join(' or ')} in the folder of the model (${path}): ${tellOf(there)}`,
    { reason: 'MODEL_FILE_MISSING' },
  );
}

function tellOf(there: readonly string[] | 'file' | undefined): string {
  if (there === undefined) return 'there is no such folder';
  if (there === 'file') return 'it is a file; give its folder';
  return there.length === 0 ? 'it is empty' : `it holds ${shorten(there)}`;
}

export async function listNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
}

export async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : 'file';
  } catch {
    // Whatever the reason is: it cannot be opened there.
    return undefined;
  }
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN).join(', ');
  return names.length > MAX_SHOWN ? `${shown} and ${names.length - MAX_SHOWN} more` : shown;
}
