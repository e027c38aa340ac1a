import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files below a folder, with `/`, and what they weigh together. */
export async function measureFolder(
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly sizeBytes: number }> {
  const files: string[] = [];
  let sizeBytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    files.push(path.slice(folder.length + 1));
    sizeBytes += (await lstat(path)).size;
  }
  return { files, sizeBytes };
}
