import { createModelFileError } from './model-file-error.ts';

/** A folder of files by their names relative to it, with slashes: a directory, an archive, or a plain map. */
export interface ModelFolder {
  readonly names: readonly string[];
  read(name: string): Promise<Uint8Array>;
}

/** A folder that lies in memory. */
export function folderOf(files: ReadonlyMap<string, Uint8Array>): ModelFolder {
  return {
    names: [...files.keys()],
    read: (name) => {
      const bytes = files.get(name);
      return bytes === undefined ? Promise.reject(missingFile(name)) : Promise.resolve(bytes);
    },
  };
}

/** Reads a file that another file of the folder names: never one outside. */
export async function readInside(folder: ModelFolder, name: string, what: string): Promise<Uint8Array> {
  if (name.startsWith('/') || name.includes('\\') || /^[A-Za-z]:/.test(name) || name.split('/').includes('..')) {
    throw createModelFileError(
      'DANGEROUS_MODEL',
      `refused: ${what} is the path ${JSON.stringify(name.slice(0, 80))}, which leads outside the folder`,
    );
  }
  if (!folder.names.includes(name)) throw missingFile(name);
  return await folder.read(name);
}

function missingFile(name: string) {
  return createModelFileError('MALFORMED_MODEL', `the folder has no file ${JSON.stringify(name.slice(0, 80))}`);
}
