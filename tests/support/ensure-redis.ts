import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { makeOnce } from './make-once.ts';

const run = promisify(execFile);

/** The program `redis-server`; where it is not and this is root on Debian, installed. Undefined when neither can be. */
export async function ensureRedis(): Promise<string | undefined> {
  if (await hasRedis()) return 'redis-server';
  if (process.getuid?.() !== 0) return undefined;
  return await makeOnce('redis', async () => {
    if (await hasRedis()) return 'redis-server';
    try {
      // The package must start no service.
      const env = { ...process.env, RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' };
      await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', 'redis-server'], { env });
    } catch {
      return undefined;
    }
    return (await hasRedis()) ? 'redis-server' : undefined;
  });
}

async function hasRedis(): Promise<boolean> {
  try {
    await run('redis-server', ['--version']);
    return true;
  } catch {
    return false;
  }
}
