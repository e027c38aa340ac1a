import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeOnce } from './make-once.ts';

const VERSION = '3.37.0';
const FOLDER = fileURLToPath(new URL(`../../.cache/azurite-${VERSION}`, import.meta.url));
const INSTALL_TIMEOUT_MS = 300_000;

/** Gives the program of Azurite, the stand-in for Azure's blobs, from npm. Made once, under `.cache/`. */
export async function ensureAzurite(): Promise<string> {
  const program = join(FOLDER, 'node_modules', '.bin', 'azurite-blob');
  const stamp = join(FOLDER, 'stamp');
  if (existsSync(stamp)) return program;
  return await makeOnce('azurite', async () => {
    if (existsSync(stamp)) return program;
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'package.json'), '{"private":true}\n');
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `azurite@${VERSION}`], {
      cwd: FOLDER,
      timeout: INSTALL_TIMEOUT_MS,
    });
    writeFileSync(stamp, VERSION);
    return program;
  });
}
