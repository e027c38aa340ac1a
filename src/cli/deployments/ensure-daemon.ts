import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Environment, RadiantError } from '../../base/index.ts';
import { createDaemonClient, type DaemonClient, findHomeFolder, type HomeFolder } from '../../local/index.ts';

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 30;
const MOST_SHOWN = 2000;

/**
 * The daemon of this user. One that ended (a crash, a reboot) is started again when there are deployments to bring back; else calls reject with
 * NO_DAEMON.
 */
export async function findDaemon(environment: Environment): Promise<DaemonClient> {
  const home = findHomeFolder(environment);
  const client = createDaemonClient(home.socket);
  if (!(await isThere(client)) && (await hasDeployments(home))) {
    await startDaemon(home, environment, await readArguments(home), client);
  }
  return client;
}

/** The daemon of this user, started when none runs: it outlives the command. `args` are those of `radiant daemon`. */
export async function ensureDaemon(environment: Environment, args: readonly string[]): Promise<DaemonClient> {
  const home = findHomeFolder(environment);
  const client = createDaemonClient(home.socket);
  if (await isThere(client)) return client;
  await mkdir(home.path, { recursive: true, mode: 0o700 });
  if (args.length > 0) await writeFile(home.daemonArguments, JSON.stringify(args), { mode: 0o600 });
  await startDaemon(home, environment, await readArguments(home), client);
  return client;
}

async function startDaemon(
  home: HomeFolder,
  environment: Environment,
  args: readonly string[],
  client: DaemonClient,
): Promise<void> {
  const log = await open(home.log, 'a', 0o600);
  const { size } = await log.stat();
  try {
    const command = [...process.execArgv, process.argv[1] ?? '', 'daemon', ...args];
    const child = spawn(process.execPath, command, {
      cwd: home.path,
      detached: true,
      // Deployments bring their servers along; a path of this folder would mean nothing in the daemon's.
      env: { ...environment, RADIANT_SERVERS: undefined },
      stdio: ['ignore', log.fd, log.fd],
    });
    const ended = once(child, 'exit').then(() => true);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await isThere(client))) {
      const isEnded = await Promise.race([ended, wait(POLL_MS, false)]);
      if (isEnded || Date.now() > deadline) throw await didNotStart(home, size);
    }
    child.unref();
  } finally {
    await log.close();
  }
}

async function hasDeployments({ deployments }: HomeFolder): Promise<boolean> {
  const files = await readdir(deployments, { recursive: true }).catch(() => []);
  return files.some((file) => file.endsWith('.json'));
}

/** The options that the daemon was started with last. */
async function readArguments({ daemonArguments }: HomeFolder): Promise<readonly string[]> {
  const text = await readFile(daemonArguments, 'utf8').catch(() => '[]');
  return JSON.parse(text) as readonly string[];
}

async function isThere(client: DaemonClient): Promise<boolean> {
  try {
    await client.describe();
    return true;
  } catch (thrown) {
    if (thrown instanceof RadiantError && thrown.reason === 'NO_DAEMON') return false;
    throw thrown;
  }
}

/** What the daemon said before it ended. */
async function didNotStart({ log }: HomeFolder, from: number): Promise<RadiantError> {
  const said = (await readFile(log)).subarray(from).toString().trim().slice(-MOST_SHOWN);
  return new RadiantError('UNAVAILABLE', `the daemon did not start:\n${said}`, { reason: 'DAEMON_DID_NOT_START' });
}
