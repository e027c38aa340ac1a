import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { CliAnswer, CliCase, MicroserviceDefinition } from './golden-case.ts';
import { sendHttp } from './send.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** The recorded classes. */
export const CLASSES = fileURLToPath(new URL('../golden/classes', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
const STOP_TIMEOUT_MS = 10_000;

/** Where the classes run: a Python with what they import, and a folder that holds `serialized_models/`. */
export interface Surroundings {
  readonly python: string;
  readonly cwd: string;
}

export interface Ports {
  readonly http: number;
  readonly grpc: number;
  readonly metrics: number;
}

interface Launched {
  readonly child: ChildProcess;
  readonly log: () => string;
}

export interface RunningServer {
  readonly ports: Ports;
  stop(): Promise<void>;
}

/** Starts one recorded class as its recording says; resolves when it answers its liveness path. */
export async function startMicroservice(
  definition: MicroserviceDefinition,
  around: Surroundings,
): Promise<RunningServer> {
  const ports = await findPorts();
  const args = [definition.class, '--service-type', definition.serviceType ?? 'MODEL', ...portOptions(ports)];
  const launched = launch([...args, ...(definition.args ?? [])], definition.env ?? {}, around);
  if (!(await isUp(launched.child, ports))) {
    await stop(launched.child);
    throw new Error(`${definition.class} did not start: ${launched.log().slice(-800)}`);
  }
  return { ports, stop: () => stop(launched.child) };
}

/** Runs one recorded command line to its end, or until it serves. */
export async function runCommandLine(cliCase: CliCase, around: Surroundings): Promise<CliAnswer> {
  const ports = await findPorts();
  const fill = (text: string): string =>
    text.replace(/\{(http|grpc|metrics)Port\}/g, (_all, which: keyof Ports) => String(ports[which]));
  const env = Object.fromEntries(Object.entries(cliCase.env ?? {}).map(([name, value]) => [name, fill(value)]));
  const { child, log } = launch(cliCase.args.map(fill), env, around);
  const started = await isUp(child, ports);
  const exitCode = started ? null : child.exitCode;
  const answer =
    started && cliCase.then !== undefined
      ? await sendHttp(cliCase.then.port === 'metrics' ? ports.metrics : ports.http, cliCase.then)
      : undefined;
  await stop(child);
  const result = { started, exitCode, log: log() };
  return answer === undefined ? result : { ...result, answer: { status: answer.status, body: answer.body ?? '' } };
}

function portOptions(ports: Ports): string[] {
  return ['--http-port', `${ports.http}`, '--grpc-port', `${ports.grpc}`, '--metrics-port', `${ports.metrics}`];
}

/** The program under its drop-in name, so that what users of Seldon type is what is tested. */
function launch(args: readonly string[], env: Readonly<Record<string, string>>, around: Surroundings): Launched {
  const child = spawn(process.execPath, [MAIN, 'microservice', ...args], {
    cwd: around.cwd,
    env: { ...process.env, RADIANT_PYTHON: around.python, PYTHONPATH: CLASSES, PYTHONDONTWRITEBYTECODE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return { child, log: () => text };
}

async function isUp(child: ChildProcess, ports: Ports): Promise<boolean> {
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end && child.exitCode === null; ) {
    try {
      if ((await sendHttp(ports.http, { method: 'GET', path: '/health/ping' })).status === 200) return true;
    } catch {
      // Not listening yet: the loop goes on until the process ends or the time is over.
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  if (child.exitCode !== null) await new Promise((resolve) => setImmediate(resolve));
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
}

/** Three ports that are free at the moment. */
export async function findPorts(): Promise<Ports> {
  const servers = await Promise.all([0, 1, 2].map(() => listenAnywhere()));
  const [http, grpc, metrics] = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { http: http!, grpc: grpc!, metrics: metrics! };
}

async function listenAnywhere() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
