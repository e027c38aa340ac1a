import { spawn } from 'node:child_process';
import type { Environment } from '../../base/index.ts';
import { isLeftOver } from './container-name.ts';

/** A program that runs images: docker, or podman with the same words. */
export interface ContainerEngine {
  readonly program: string;
  /** Everything the program is started with: who it talks to is among it (DOCKER_HOST, ...). */
  readonly environment: Environment;
}

const PROGRAMS = ['docker', 'podman'];
const LIST_OURS = ['ps', '--all', '--filter', 'name=radiant-', '--format', '{{.Names}}'];
const ANSWER_TIMEOUT_MS = 10_000;
/** What is kept of an engine's words: the end. */
const MAX_OUTPUT = 20_000;

/** The first of docker and podman that is there and reaches its daemon; undefined when none does. Containers that an earlier process left go. */
export async function findEngine(environment: Environment): Promise<ContainerEngine | undefined> {
  for (const program of PROGRAMS) {
    const engine = { program, environment };
    // `docker info` ends well without a daemon; `docker ps` does not.
    const { code, output } = await askEngine(engine, LIST_OURS, AbortSignal.timeout(ANSWER_TIMEOUT_MS));
    if (code !== 0) continue;
    const left = output.split('\n').filter(isLeftOver);
    if (left.length > 0) await askEngine(engine, ['rm', '--force', ...left], AbortSignal.timeout(ANSWER_TIMEOUT_MS));
    return engine;
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
