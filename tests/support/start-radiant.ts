import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ENTRIES = {
  radiant: fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url)),
  'seldon-core-microservice': fileURLToPath(new URL('../../src/cli/seldon-core-microservice.ts', import.meta.url)),
};

export interface StartOptions {
  readonly program?: keyof typeof ENTRIES;
  /** The command of `radiant`; `microservice` when left out. */
  readonly command?: string;
  readonly cwd: string;
  /** Added to the environment of the test; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and error output together, as they came. */
  readonly output: string;
}

export interface RunningRadiant {
  readonly process: ChildProcess;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly metricsPort: number;
  /** What it has written so far. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

const FREE_PORTS = ['--host', '127.0.0.1', '--http-port', '0', '--grpc-port', '0', '--metrics-port', '0'];

/** Runs a command line to its end. */
export function runRadiant(args: readonly string[], options: StartOptions): Promise<Ended> {
  return launchRadiant(args, options).ended;
}

/**
 * Starts `radiant microservice` (or another command or program) on free ports of 127.0.0.1 and waits until it serves.
 * Rejects with its output when it ends before.
 */
export async function startRadiant(args: readonly string[], options: StartOptions): Promise<RunningRadiant> {
  const command = options.program === 'seldon-core-microservice' ? [] : [options.command ?? 'microservice'];
  const running = launchRadiant([...command, ...args, ...FREE_PORTS, '--log-format', 'json'], options);
  const lines = createInterface({ input: running.process.stderr! });
  const serving = new Promise<Record<string, number>>((resolve) => {
    lines.on('line', (line) => {
      if (line.includes('"message":"serving"')) resolve(JSON.parse(line) as Record<string, number>);
    });
  });
  const facts = await Promise.race([serving, running.ended]);
  if ('output' in facts) throw new Error(`it ended before it served:\n${running.output()}`);
  const { httpPort = 0, grpcPort = 0, metricsPort = 0 } = facts;
  return { ...running, httpPort, grpcPort, metricsPort };
}

/** Starts a command line as it is. */
export function launchRadiant(args: readonly string[], { program = 'radiant', cwd, env }: StartOptions) {
  const child = spawn(process.execPath, [ENTRIES[program], ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
  return { process: child, output: () => output, kill: (signal: NodeJS.Signals) => void child.kill(signal), ended };
}
