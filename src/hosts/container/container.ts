import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Environment, Log } from '../../base/index.ts';
import { askEngine, type ContainerEngine } from './container-engine.ts';
import { makeContainerName } from './container-name.ts';

export interface ContainerOptions {
  /** The node's name in the graph, for the container's label. */
  readonly node: string;
  /** What it is called in the log. */
  readonly title: string;
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
  /** Told when it has ended by itself, before it is started again. */
  readonly onDeath: () => void;
}

/** A container that is started again when it ends. */
export interface RunningContainer {
  /** How often it has ended by itself. */
  readonly deaths: () => number;
  /** How it ended the last time, with the end of what it wrote. */
  readonly lastWords: () => string;
  /** Stops it: the program gets SIGTERM, and at the signal SIGKILL. */
  close(signal?: AbortSignal): Promise<void>;
}

const HOST = '127.0.0.1';
const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;
/** One that lived so long was well: its death says nothing of the next. */
const HEALTHY_MS = 10_000;
const STOP_SECONDS = 20;
const COMMAND_TIMEOUT_MS = 10_000;
/** A container that is being created cannot be stopped yet: it is tried again so often. */
const STOP_AGAIN_MS = 200;
const LAST_LINES = 5;
/** Variables that mean something to the engine's own program. */
const ENGINE_WORDS =
  /^(PATH|HOME|TMPDIR|(DOCKER|CONTAINER|CONTAINERS|BUILDAH|XDG|LD|SSL|GO)_.*|GODEBUG|(HTTPS?|ALL|NO)_PROXY)$/i;

/** Starts a container, and starts it again with growing waits when it ends. */
export function runContainer(engine: ContainerEngine, options: ContainerOptions): RunningContainer {
  const { title, log } = options;
  const closing = new AbortController();
  let deaths = 0;
  let name = '';
  let words = '';
  const live = async (): Promise<void> => {
    let inRow = 0;
    while (!closing.signal.aborted) {
      name = makeContainerName();
      const startedMs = Date.now();
      const { code, lines } = await watch(start(engine, name, options), title, log);
      if (closing.signal.aborted) return;
      deaths++;
      words = lines.length === 0 ? `${code}, and wrote nothing` : `${code}, and wrote at last: ${lines.join(' | ')}`;
      inRow = Date.now() - startedMs > HEALTHY_MS ? 1 : inRow + 1;
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** Math.min(inRow - 1, 20), MAX_DELAY_MS);
      log.warning(`${title}: its container ended with ${code}; it is started again in ${delayMs} ms`);
      options.onDeath();
      await wait(delayMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const life = live();
  return {
    deaths: () => deaths,
    lastWords: () => words,
    async close(signal) {
      closing.abort();
      await stop(engine, () => name, life, signal);
    },
  };
}

/** Asks until it has ended: a container that is being created knows neither `stop` nor `kill` yet. */
async function stop(
  engine: ContainerEngine,
  name: () => string,
  life: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  let hasEnded = false;
  const end = life.then(() => {
    hasEnded = true;
  });
  const kill = (): void => void askEngine(engine, ['kill', name()], AbortSignal.timeout(COMMAND_TIMEOUT_MS));
  signal?.addEventListener('abort', kill, { once: true });
  while (!hasEnded) {
    const words = signal?.aborted ? ['kill', name()] : ['stop', '-t', String(STOP_SECONDS), name()];
    const patience = AbortSignal.timeout(STOP_SECONDS * 1000 + COMMAND_TIMEOUT_MS);
    await Promise.race([end, askEngine(engine, words, patience)]);
    if (!hasEnded) await Promise.race([end, wait(STOP_AGAIN_MS)]);
  }
  signal?.removeEventListener('abort', kill);
}

/**
 * Variables are but named on the command line, which everybody on the machine can read; their values go with the environment. It gets a process
 * group of its own: Ctrl-C is for us, and the container ends when its requests have been answered.
 */
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
  return spawn(engine.program, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

interface Death {
  /** Its exit code, or the reason why it did not start. */
  readonly code: string;
  readonly lines: readonly string[];
}

/** Takes what it writes into the log, until it ends. */
async function watch(child: ChildProcess, title: string, log: Log): Promise<Death> {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return;
      log.info(`${title}: ${line}`);
      lines.push(line.trim().slice(0, 300));
      if (lines.length > LAST_LINES) lines.shift();
    });
  }
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { code: code === null ? String(signal) : `exit code ${code}`, lines };
  } catch (thrown) {
    return { code: thrown instanceof Error ? thrown.message : String(thrown), lines };
  }
}
