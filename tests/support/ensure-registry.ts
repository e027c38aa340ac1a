import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Found } from './ensure-fake-gcs.ts';

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 300_000;
const PATHS = ['/usr/bin/docker-registry', '/usr/local/bin/registry', '/usr/bin/registry'];

/** Finds the distribution project's registry; a root user of Debian or Ubuntu gets it installed. Else it says why there is none. */
export async function ensureRegistry(): Promise<Found> {
  const find = (): string | undefined => PATHS.find((path) => existsSync(path));
  const found = find();
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0) return { missing: 'docker-registry is not installed, and only root can install it' };
  try {
    const options = {
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: 64 * 2 ** 20,
      // Only the program is wanted, not the service that comes with it.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    };
    await run('apt-get', ['update', '--quiet'], options);
    await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', 'docker-registry'], options);
  } catch (thrown) {
    return { missing: `apt-get could not install docker-registry: ${String(thrown).slice(0, 300)}` };
  }
  const installed = find();
  return installed === undefined ? { missing: 'apt-get installed no docker-registry' } : { path: installed };
}
