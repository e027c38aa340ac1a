import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeOnce } from '../../support/make-once.ts';

/** A docker daemon with images, containers and a socket of its own. */
export interface Docker {
  /** Who talks to it: DOCKER_HOST. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a command of docker's; gives what it writes. Rejects with it when the command fails. */
  run(...words: readonly string[]): Promise<string>;
  /** Stops everything that it runs, and takes back what it changed of the machine. Its images stay for the next time. */
  close(): Promise<void>;
}

const run = promisify(execFile);
/** Images and layers stay here, so that only the first run builds everything. */
const DATA = fileURLToPath(new URL('../../../.cache/docker', import.meta.url));
const PACKAGES = { docker: 'docker.io', dockerd: 'docker.io', iptables: 'iptables', mmdebstrap: 'mmdebstrap' };
const INSTALL_TIMEOUT_MS = 300_000;
/** Layers that no image with a name has any more are kept so long for the next build. */
const KEEP_LAYERS = '72h';
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';
/** Where copies share layers; with others each layer is a copy of the whole image. */
const SHARING_DRIVERS = /^(overlay2|fuse-overlayfs|btrfs|zfs)$/;

/** Starts dockerd for a test; a root user of Debian or Ubuntu gets it installed. Else it says why it cannot. */
export async function openDocker(): Promise<Docker | { readonly missing: string }> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return { missing: 'only root on Linux can start dockerd' };
  if (existsSync('/var/run/docker.sock')) {
    return { missing: 'a docker daemon runs here already; a second one would change its firewall rules' };
  }
  const lacking = await installPackages();
  if (lacking !== undefined) return { missing: lacking };
  return await makeOnce('docker', startDaemon);
}

async function installPackages(): Promise<string | undefined> {
  const absent = [];
  for (const [program, name] of Object.entries(PACKAGES)) if (!(await isThere(program))) absent.push(name);
  if (absent.length === 0) return undefined;
  const options = {
    timeout: INSTALL_TIMEOUT_MS,
    maxBuffer: 64 * 2 ** 20,
    // The package must start no service.
    env: { ...process.env, RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' },
  };
  try {
    await run('apt-get', ['update', '--quiet'], options);
    await run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', ...new Set(absent)], options);
    return undefined;
  } catch (thrown) {
    return `apt-get could not install ${absent.join(' ')}: ${String(thrown).slice(0, 300)}`;
  }
}

async function isThere(program: string): Promise<boolean> {
  try {
    await run('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

async function startDaemon(): Promise<Docker | { readonly missing: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'radiant-dockerd-'));
  const socket = join(folder, 'docker.sock');
  const before = await readNetwork();
  await mkdir(DATA, { recursive: true });
  const daemon = spawnDaemon(folder, socket);
  const environment = { DOCKER_HOST: `unix://${socket}` };
  const docker: Docker = {
    environment,
    async run(...words) {
      const options = { env: { ...process.env, ...environment }, maxBuffer: 64 * 2 ** 20 };
      const { stdout } = await run('docker', words, options);
      return stdout.trim();
    },
    async close() {
      await stopDaemon(daemon);
      await restoreNetwork(before);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  const trouble = await waitUntilReady(docker, daemon, folder);
  if (trouble === undefined) {
    // What a run left that was cut off. Layers of images that have a name stay.
    await docker.run('container', 'prune', '--force');
    await docker.run('image', 'prune', '--force', '--filter', `until=${KEEP_LAYERS}`);
    return docker;
  }
  await docker.close();
  return { missing: trouble };
}

/** Namespaces of its own for processes and mounts: what it starts and mounts ends with it, and it ends with this process, even when that is killed. */
function spawnDaemon(folder: string, socket: string): ChildProcess {
  const daemon = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare'],
      ...['--fork', '--kill-child=SIGKILL', '--pid', '--mount', '--mount-proc', 'dockerd'],
      ...['--host', `unix://${socket}`, '--pidfile', join(folder, 'pid'), '--exec-root', join(folder, 'exec')],
      ...['--data-root', DATA, '--cgroup-parent', `radiant-test-${process.pid}`],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const log = createWriteStream(join(folder, 'log'));
  daemon.stdout?.pipe(log);
  daemon.stderr?.pipe(log);
  return daemon;
}

/** What stands in the way; undefined once it answers. */
async function waitUntilReady(docker: Docker, daemon: ChildProcess, folder: string): Promise<string | undefined> {
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadlineMs && daemon.exitCode === null && daemon.signalCode === null) {
    const driver = await docker.run('info', '--format', '{{if .ServerVersion}}{{.Driver}}{{end}}').catch(() => '');
    if (SHARING_DRIVERS.test(driver)) return undefined;
    if (driver !== '') return `dockerd keeps images with ${driver} here, which copies every layer`;
    await wait(200);
  }
  const said = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').at(-1) ?? '';
  return `dockerd does not start here: ${said.slice(0, 300)}`;
}

/** `unshare` itself takes no signals but SIGKILL; dockerd is its only child. */
async function stopDaemon(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, 'exit');
  const children = await readFile(`/proc/${daemon.pid}/task/${daemon.pid}/children`, 'utf8');
  const first = Number(children.trim().split(' ')[0]);
  if (first > 0) process.kill(first, 'SIGTERM');
  const timer = setTimeout(() => daemon.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

interface Network {
  readonly rules: string;
  readonly forwarding: string;
  readonly hasBridge: boolean;
}

const BRIDGE = '/sys/class/net/docker0';

async function readNetwork(): Promise<Network> {
  const { stdout: rules } = await run('iptables-save');
  return { rules, forwarding: await readFile(FORWARDING, 'utf8'), hasBridge: existsSync(BRIDGE) };
}

/** Takes away the bridge, the rules and the switch that dockerd leaves; and its groups of processes. */
async function restoreNetwork({ rules, forwarding, hasBridge }: Network): Promise<void> {
  if (!hasBridge && existsSync(BRIDGE)) await run('ip', ['link', 'delete', 'docker0']);
  const restoring = run('iptables-restore');
  restoring.child.stdin?.end(rules);
  await restoring;
  await writeFile(FORWARDING, forwarding);
  const groups = `find /sys/fs/cgroup -depth -type d -path '*/radiant-test-${process.pid}*' -exec rmdir {} +`;
  await run('sh', ['-c', groups]).catch(() => {});
}
