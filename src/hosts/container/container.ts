import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Environment, Log } from '../../base/index.ts';
import { askEngine, type ContainerEngine } from './container-engine.ts';

export interface ContainerOptions {
  readonly node: string;
  readonly image: string;
  /** Replaces the image's entry point, as Kubernetes's `command`. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Environment;
  /** Ports of this machine by port of the container. */
  readonly ports: ReadonlyMap<number, number>;
  /** Folders of this machine by folder of the container; read-only. */
  readonly volumes: ReadonlyMap<string, string>;
  readonly log: Log;
}

/** A container that is started again when it ends. */
export interface RunningContainer {
  /** How often it has ended by itself. */
  readonly deaths: () => number;
  /** Stops it: the program gets SIGTERM, and at the signal SIGKILL. */
  close(signal?: AbortSignal): Promise<void>;
}

const HOST = '127.0.0.1';
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;
/** One that lived so long was well: its death says nothing of the next. */
const HEALTHY_MS = 10_000;
const STOP_SECONDS = 20;
/** Variables that mean something to the engine's own program. */
const ENGINE_WORDS = /^(PATH|HOME|(DOCKER|CONTAINER|CONTAINERS|BUILDAH|XDG)_.*)$/;

/** Starts a container, and starts it again with growing waits when it ends. */
export function runContainer(engine: ContainerEngine, options: ContainerOptions): RunningContainer {
  const { node, log } = options;
  const closing = new AbortController();
  let deaths = 0;
  let name = '';
  const live = async (): Promise<void> => {
    let inRow = 0;
    while (!closing.signal.aborted) {
      name = `radiant-${randomUUID()}`;
      const startedMs = Date.now();
      const code = await watch(start(engine, name, options), node, log);
      if (closing.signal.aborted) return;
      deaths++;
      inRow = Date.now() - startedMs > HEALTHY_MS ? 1 : inRow + 1;
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** Math.min(inRow - 1, 20), MAX_DELAY_MS);
      log.warning(`${node}: its container ended with ${code}; it is started again in ${delayMs} ms`);
      await wait(delayMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const life = live();
  return {
    deaths: () => deaths,
    async close(signal) {
      closing.abort();
      const kill = (): void => void askEngine(engine, ['kill', name], AbortSignal.timeout(HEALTHY_MS));
      if (signal?.aborted) kill();
      else {
        signal?.addEventListener('abort', kill, { once: true });
        const timeout = AbortSignal.timeout((STOP_SECONDS + 10) * 1000);
        await askEngine(engine, ['stop', '--time', String(STOP_SECONDS), name], timeout);
      }
      await life;
      signal?.removeEventListener('abort', kill);
    },
  };
}

/** Variables are but named on the command line, which everybody on the machine can read; their values go with the environment. */
function start(engine: ContainerEngine, name: string, options: ContainerOptions): ChildProcess {
  const { image, command, args, env, ports, volumes } = options;
  const [entry, ...more] = command;
  const words = [
    'run',
    '--rm',
    '--name',
    name,
    '--label',
    `radiant.node=${options.node}`,
    ...[...ports].flatMap(([inside, outside]) => ['--publish', `${HOST}:${outside}:${inside}`]),
    ...[...volumes].flatMap(([inside, outside]) => ['--volume', `${outside}:${inside}:ro`]),
    ...Object.entries(env).flatMap(([variable, value]) => [
      '--env',
      ENGINE_WORDS.test(variable) ? `${variable}=${value}` : variable,
    ]),
    ...(entry === undefined ? [] : ['--entrypoint', entry]),
    image,
    ...more,
    ...args,
  ];
  const own = Object.fromEntries(Object.entries(env).filter(([variable]) => !ENGINE_WORDS.test(variable)));
  const environment = { ...engine.environment, ...own };
  return spawn(engine.program, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Takes what it writes into the log; resolves with its exit code, or the reason why it did not start. */
async function watch(child: ChildProcess, node: string, log: Log): Promise<string> {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => log.info(`${node}: ${line}`));
  }
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return code === null ? String(signal) : `exit code ${code}`;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
