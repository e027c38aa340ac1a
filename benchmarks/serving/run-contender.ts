import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { type Contender, headersOf, type Ports, type Started } from './contender.ts';

const START_TIMEOUT_MS = 60_000;
const SERVER_CORE = '0';

/** Starts a contender on its core and waits for its first good answer. */
export async function startContender(contender: Contender, body: Buffer): Promise<Started> {
  const ports = await freePorts();
  const { program, args, cwd, env } = contender.command(ports);
  const began = performance.now();
  const child = spawn('taskset', ['-c', SERVER_CORE, program, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${contender.name} ended: ${errors}`);
    if (performance.now() - began > (contender.startTimeoutMs ?? START_TIMEOUT_MS))
      throw new Error(`${contender.name} did not start: ${errors}`);
    const isUp =
      contender.transport === 'rest' ? await answers(ports.rest, contender, body) : await accepts(ports.grpc);
    if (isUp) return { child, ports, startMs: performance.now() - began };
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export async function stopContender({ child }: Started): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 3000);
  await gone;
  clearTimeout(timer);
}

/** Proportional set size of a process and all below it, in megabytes. */
export function memoryMb(child: ChildProcess): number {
  let total = 0;
  for (const pid of descendants(child.pid ?? 0)) {
    try {
      total += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // A process that has ended meanwhile has no memory.
    }
  }
  return total / 1024;
}

/** CPU seconds (user and system) that a process and all below it have used so far. */
export function cpuSeconds(child: ChildProcess): number {
  let ticks = 0;
  for (const pid of descendants(child.pid ?? 0)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // Ended meanwhile.
    }
  }
  return ticks / TICKS_PER_SECOND;
}

/** Linux counts CPU time for users in hundredths, whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100;

function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Gone between the listing and the look.
    }
  }
  const family = [root];
  for (const member of family) for (const [pid, parent] of parents) if (parent === member) family.push(pid);
  return family;
}

function answers(port: number, contender: Contender, body: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const { path } = contender;
    const headers = { ...headersOf(contender), 'Content-Length': body.length };
    const call = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200));
    });
    call.on('error', () => resolve(false));
    call.end(body);
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Three ports that nobody listens at. */
export async function freePorts(): Promise<Ports> {
  const servers = [0, 1, 2].map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const [rest, grpc, metrics] = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { rest: rest!, grpc: grpc!, metrics: metrics! };
}
