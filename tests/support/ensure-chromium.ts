import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Where users of Playwright, Puppeteer and Karma say which browser to take. */
const VARIABLES = ['CHROME_PATH', 'CHROME_BIN', 'PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH', 'PUPPETEER_EXECUTABLE_PATH'];
const INSTALL_TIMEOUT_MS = 300_000;

export type Browser = { readonly path: string } | { readonly missing: string };

/** Finds Chromium or Chrome; a root user of Debian or Ubuntu gets it installed. Else it says why there is none. */
export async function ensureChromium(): Promise<Browser> {
  const found = find();
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0 || findOnPath(['apt-get']) === undefined) {
    return { missing: `no ${NAMES.join(', ')} on the PATH; CHROME_PATH can name another` };
  }
  try {
    await run('apt-get', ['update', '--quiet'], { timeout: INSTALL_TIMEOUT_MS });
    await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', 'chromium'], {
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (thrown) {
    return { missing: `apt-get could not install chromium: ${String(thrown).slice(0, 500)}` };
  }
  const installed = find();
  return installed === undefined ? { missing: 'apt-get installed no chromium' } : { path: installed };
}

function find(): string | undefined {
  const named = VARIABLES.map((name) => process.env[name]).find((path) => path !== undefined && isExecutable(path));
  return named ?? findOnPath(NAMES);
}

function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
