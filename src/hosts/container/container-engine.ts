import { spawn } from 'node:child_process';
import { type Environment, RadiantError } from '../../base/index.ts';

/** A program that runs images: docker, or podman with the same words. */
export interface ContainerEngine {
  readonly program: string;
  /** Everything the program is started with: who it talks to is among it (DOCKER_HOST, ...). */
  readonly environment: Environment;
}

const PROGRAMS = ['docker', 'podman'];
const ANSWER_TIMEOUT_MS = 10_000;
/** What is kept of an engine's words, for messages. */
const MAX_OUTPUT = 4000;

/** The first of docker and podman that is there and reaches its daemon; undefined when none does. */
export async function findEngine(environment: Environment): Promise<ContainerEngine | undefined> {
  for (const program of PROGRAMS) {
    const engine = { program, environment };
    // `docker info` ends well without a daemon; `docker ps` does not.
    const { code } = await askEngine(engine, ['ps', '--quiet'], AbortSignal.timeout(ANSWER_TIMEOUT_MS));
    if (code === 0) return engine;
  }
  return undefined;
}

export interface EngineAnswer {
  /** -1 when the program could not be started or was stopped. */
  readonly code: number;
  /** The end of what it wrote. */
  readonly output: string;
}

/** Runs one command of the engine to its end; every line that it writes goes to `onLine`. Never rejects. */
export function askEngine(
  { program, environment }: ContainerEngine,
  args: readonly string[],
  signal: AbortSignal,
  onLine: (line: string) => void = () => {},
): Promise<EngineAnswer> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, { env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'], signal });
    const take = (chunk: string): void => {
      output = (output + chunk).slice(-MAX_OUTPUT);
      for (const line of chunk.split(/[\r\n]+/)) if (line !== '') onLine(line);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', () => resolve({ code: -1, output }));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

/** The error of a command that ended badly. */
export function engineError(node: string, what: string, { output }: EngineAnswer): RadiantError {
  const said = output.trim().split('\n').slice(-3).join(' ').trim();
  return new RadiantError('FAILED_PRECONDITION', `node ${node}: ${what}${said === '' ? '' : `: ${said}`}`, {
    reason: 'CONTAINER_ENGINE_FAILED',
  });
}
