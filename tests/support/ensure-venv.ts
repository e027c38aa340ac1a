import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeOnce } from './make-once.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/**
 * Gives the Python of a virtual environment made from `tests/support/requirements-NAME.txt`, under `.cache/`.
 * Made once and again when the file changes. `options` are more words for pip. Throws with pip's last words when it cannot be made.
 */
export async function ensureVenv(name: string, options: readonly string[] = []): Promise<string> {
  const requirements = join(ROOT, 'tests', 'support', `requirements-${name}.txt`);
  const folder = join(ROOT, '.cache', `venv-${name}`);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'stamp');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const isMade = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isMade()) return python;
  return await makeOnce(`venv-${name}`, async () => {
    if (isMade()) return python;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(
      python,
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...options, '-r', requirements],
      {
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    writeFileSync(stamp, wanted);
    return python;
  });
}
