import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log, RadiantError } from '../../base/index.ts';
import { askEngine, type ContainerEngine, engineError } from './container-engine.ts';

export interface PullOptions {
  readonly node: string;
  readonly image: string;
  /** Always, IfNotPresent or Never, as Kubernetes has them. */
  readonly policy: string;
  /** Contents of secrets of the type kubernetes.io/dockerconfigjson. */
  readonly logins: readonly string[];
  readonly log: Log;
  readonly signal: AbortSignal;
}

const SAY_EVERY_MS = 1000;

/** Brings an image here unless it is here. Throws FAILED_PRECONDITION with the words of the engine. */
export async function pullImage(engine: ContainerEngine, options: PullOptions): Promise<void> {
  const { node, image, policy, logins, log, signal } = options;
  const isHere = (await askEngine(engine, ['image', 'inspect', '--format', 'here', image], signal)).code === 0;
  if (policy === 'Never' ? isHere : isHere && policy !== 'Always') return;
  if (policy === 'Never') {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `node ${node}: image ${image} is not on this machine, and its imagePullPolicy is Never`,
      { reason: 'IMAGE_NOT_HERE' },
    );
  }
  log.info(`${node}: pulling ${image}`);
  let saidMs = 0;
  const say = (line: string): void => {
    if (Date.now() - saidMs < SAY_EVERY_MS) return;
    saidMs = Date.now();
    log.info(`${node}: ${line}`);
  };
  const answer = await withLogins(logins, (folder) => {
    const words = folder === undefined ? ['pull', image] : loginWords(engine, folder, image);
    return askEngine(engine, words, signal, say);
  });
  signal.throwIfAborted();
  if (answer.code !== 0) throw engineError(node, `image ${image} cannot be pulled`, answer);
}

function loginWords({ program }: ContainerEngine, folder: string, image: string): readonly string[] {
  return program.endsWith('podman')
    ? ['pull', '--authfile', join(folder, 'config.json'), image]
    : ['--config', folder, 'pull', image];
}

/** Logins lie in a file of this user only, and only as long as it is needed. */
async function withLogins<T>(logins: readonly string[], work: (folder: string | undefined) => Promise<T>): Promise<T> {
  if (logins.length === 0) return await work(undefined);
  const folder = await mkdtemp(join(tmpdir(), 'radiant-pull-'));
  try {
    await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: mergeLogins(logins) }), { mode: 0o600 });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Source: the configuration file of the docker command line, `auths`. */
function mergeLogins(logins: readonly string[]): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const text of logins) {
    try {
      Object.assign(all, (JSON.parse(text) as { auths?: unknown } | null)?.auths);
    } catch (cause) {
      throw new RadiantError('INVALID_ARGUMENT', 'a secret of imagePullSecrets has no JSON in .dockerconfigjson', {
        reason: 'BAD_PULL_SECRET',
        cause,
      });
    }
  }
  return all;
}
