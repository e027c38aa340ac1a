import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findRclone } from '../../src/storage/rclone/run-rclone.ts';
import type { Found } from './ensure-fake-gcs.ts';

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 300_000;

/** Finds rclone; a root user of Debian or Ubuntu gets it installed. Else it says why there is none. */
export async function ensureRclone(): Promise<Found> {
  const found = findRclone(process.env.PATH);
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0) return { missing: 'rclone is not on the PATH, and only root can install it' };
  try {
    const options = {
      timeout: INSTALL_TIMEOUT_MS,
      maxBuffer: 64 * 2 ** 20,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    await run('apt-get', ['update', '--quiet'], options);
    await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', 'rclone'], options);
  } catch (thrown) {
    return { missing: `apt-get could not install rclone: ${String(thrown).slice(0, 300)}` };
  }
  const installed = findRclone(process.env.PATH);
  return installed === undefined ? { missing: 'apt-get installed no rclone' } : { path: installed };
}
