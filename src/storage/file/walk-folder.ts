import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { RadiantError } from '../../base/index.ts';

/**
 * A key of everything in a folder or of one file: names, sizes and times of change. Links are followed, as whoever loads the model does.
 * Throws OUT_OF_RANGE past `maxFiles`.
 */
export async function versionOfPath(path: string, maxFiles: number): Promise<string> {
  const hash = createHash('sha256');
  const pending = [path];
  let count = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const facts = await stat(at).catch(() => undefined);
    count += 1;
    if (count > maxFiles) {
      throw new RadiantError('OUT_OF_RANGE', `${path} has more than ${maxFiles} files: is it the folder of a model?`, {
        reason: 'MODEL_TOO_LARGE',
      });
    }
    const name = relative(path, at);
    if (facts?.isDirectory()) {
      const folder = at;
      const names = await readdir(folder);
      pending.push(
        ...names
          .sort()
          .reverse()
          .map((each) => join(folder, each)),
      );
    } else if (facts !== undefined) {
      hash.update(JSON.stringify([name, facts.size, facts.mtimeMs, facts.ino]));
    }
  }
  return hash.digest('hex');
}
