import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, RadiantError } from '../../base/index.ts';
import { askEngine, type ContainerEngine, type EngineAnswer } from './container-engine.ts';
import type { ContainerNodeOptions } from './container-node-options.ts';
import { sayWhere } from './say-where.ts';

export type PullOptions = Pick<
  ContainerNodeOptions,
  'engine' | 'name' | 'image' | 'place' | 'pullPolicy' | 'logins' | 'missingLogins' | 'log' | 'signal'
>;

const SAY_EVERY_MS = 1000;

/** Brings an image here unless it is here. Throws FAILED_PRECONDITION with the words of the engine. */
export async function pullImage(options: PullOptions): Promise<void> {
  const { engine, name, image, pullPolicy, logins, missingLogins, log, signal } = options;
  const isHere = (await askEngine(engine, ['image', 'inspect', '--format', 'here', image], signal)).code === 0;
  if (pullPolicy === 'Never' ? isHere : isHere && pullPolicy !== 'Always') return;
  if (pullPolicy === 'Never') {
    throw new RadiantError(
      'FAILED_PRECONDITION',
      `${sayWhere(options)} is not on this machine, and its imagePullPolicy is Never: build it, or take the policy away`,
      { reason: 'IMAGE_NOT_HERE' },
    );
  }
  log.info(`${name}: pulling ${image}`);
  if (missingLogins.length > 0) {
    log.info(
      `${name}: pull secret ${missingLogins.join(', ')} did not come along: pulled with the logins of ${engine.program}`,
    );
  }
  let saidMs = 0;
  const say = (line: string): void => {
    if (Date.now() - saidMs < SAY_EVERY_MS) return;
    saidMs = Date.now();
    log.info(`${name}: ${line}`);
  };
  const answer = await withLogins(engine.environment, logins, (folder) => {
    const words = folder === undefined ? ['pull', image] : loginWords(engine, folder, image);
    return askEngine(engine, words, signal, say);
  });
  signal.throwIfAborted();
  if (answer.code !== 0) throw pullError(options, answer);
}

function pullError(options: PullOptions, { output }: EngineAnswer): RadiantError {
  const { name, missingLogins } = options;
  const lines = output.trim().split('\n');
  // Podman tells of every try before it gives up. Without an "Error" it is the last line.
  const said = lines.slice(lines.findLastIndex((line) => line.startsWith('Error'))).join(' ');
  const login =
    missingLogins.length === 0
      ? 'the registry may want a Secret in imagePullSecrets'
      : `the registry may want the Secret ${missingLogins.join(', ')} of imagePullSecrets, which -f did not give`;
  return new RadiantError(
    'FAILED_PRECONDITION',
    `${sayWhere(options)} cannot be pulled: ${said === '' ? 'the engine says nothing' : said}. Look at its name; ${login}; ` +
      `or say which class stands for it, with --class ${name}=package.Class`,
    { reason: 'IMAGE_NOT_PULLED' },
  );
}

function loginWords({ program }: ContainerEngine, folder: string, image: string): readonly string[] {
  return program.endsWith('podman')
    ? ['pull', '--authfile', join(folder, 'config.json'), image]
    : ['--config', folder, 'pull', image];
}

/** Logins lie in a file of this user only, and only as long as it is needed. */
async function withLogins<T>(
  environment: Environment,
  logins: readonly string[],
  work: (folder: string | undefined) => Promise<T>,
): Promise<T> {
  if (logins.length === 0) return await work(undefined);
  const auths = mergeLogins(logins);
  const folder = await mkdtemp(join(tmpdir(), 'radiant-pull-'));
  try {
    const config = { ...(await keepContext(environment, folder)), auths };
    await writeFile(join(folder, 'config.json'), JSON.stringify(config), { mode: 0o600 });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Which engine docker talks to can be in its configuration too: that stays as it is. Source: `docker context`. */
async function keepContext(environment: Environment, folder: string): Promise<{ readonly currentContext?: string }> {
  const own = environment.DOCKER_CONFIG || join(environment.HOME ?? '', '.docker');
  try {
    const { currentContext } = JSON.parse(await readFile(join(own, 'config.json'), 'utf8')) as {
      currentContext?: unknown;
    };
    if (typeof currentContext !== 'string') return {};
    await symlink(join(own, 'contexts'), join(folder, 'contexts'));
    return { currentContext };
  } catch {
    // Without a configuration docker talks to its usual socket.
    return {};
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
