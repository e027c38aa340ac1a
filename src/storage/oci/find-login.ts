import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, RadiantError } from '../../base/index.ts';
import { firstVariable } from '../settings/remote-settings.ts';

/** Who asks a registry. */
export type Login =
  | { readonly kind: 'password'; readonly username: string; readonly password: string; readonly origin: string }
  /** Handed to the registry as it is. */
  | { readonly kind: 'bearer'; readonly token: string; readonly origin: string }
  /** Good for tokens of the registry's own token service. */
  | { readonly kind: 'refresh'; readonly token: string; readonly origin: string };

interface ConfigText {
  readonly text: string;
  readonly origin: string;
}

/** The value of an Authorization header for a user and password. */
export function formatBasic({ username, password }: Extract<Login, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

const DOCKER_HUB = 'registry-1.docker.io';

/**
 * Looks for the login of a registry: RADIANT_OCI_*, then the `auths` of docker's config.json, whose text may be in a variable (as the secret of
 * type kubernetes.io/dockerconfigjson brings it by envFrom) or in a file. Undefined when there is none: requests are then anonymous.
 */
export async function findLogin(
  environment: Environment,
  registry: string,
  repository: string,
): Promise<Login | undefined> {
  const { RADIANT_OCI_TOKEN: token, RADIANT_OCI_USERNAME: username, RADIANT_OCI_PASSWORD: password } = environment;
  if (token) return { kind: 'bearer', token, origin: 'RADIANT_OCI_TOKEN' };
  if (username || password) {
    if (username && password) return { kind: 'password', username, password, origin: 'RADIANT_OCI_USERNAME' };
    const [there, missing] = username
      ? ['RADIANT_OCI_USERNAME', 'RADIANT_OCI_PASSWORD']
      : ['RADIANT_OCI_PASSWORD', 'RADIANT_OCI_USERNAME'];
    throw new RadiantError('UNAUTHENTICATED', `${there} is set but ${missing} is not: a registry needs both`, {
      reason: 'NO_CREDENTIALS',
    });
  }
  for (const config of await readConfigs(environment)) {
    const login = fromConfig(config, `${registry}/${repository}`);
    if (login !== undefined) return login;
  }
  return undefined;
}

async function readConfigs(environment: Environment): Promise<ConfigText[]> {
  const { DOCKER_CONFIG, HOME, XDG_RUNTIME_DIR, REGISTRY_AUTH_FILE } = environment;
  const texts = ['.dockerconfigjson', 'DOCKER_AUTH_CONFIG'].flatMap((origin) => {
    const text = firstVariable(environment, origin);
    return text === undefined ? [] : [{ text, origin }];
  });
  const folder = DOCKER_CONFIG || (HOME ? join(HOME, '.docker') : undefined);
  const files = [
    REGISTRY_AUTH_FILE,
    // A secret of Kubernetes that is mounted as a folder has its own name for the file.
    ...(folder === undefined ? [] : [join(folder, 'config.json'), join(folder, '.dockerconfigjson')]),
    XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, 'containers', 'auth.json') : undefined,
  ];
  for (const origin of files) {
    const text = origin ? await readFile(origin, 'utf8').catch(() => undefined) : undefined;
    if (origin && text !== undefined) texts.push({ text, origin });
  }
  return texts;
}

/** The entry whose name fits the longest beginning of `place`. */
function fromConfig({ text, origin }: ConfigText, place: string): Login | undefined {
  const { auths } = parseConfig(text, origin);
  if (typeof auths !== 'object' || auths === null) return undefined;
  const fitting = Object.entries(auths)
    .filter(([key, entry]) => typeof entry === 'object' && entry !== null && doesFit(key, place))
    .sort(([a], [b]) => b.length - a.length);
  for (const [key, entry] of fitting) {
    const login = fromEntry(entry as Readonly<Record<string, unknown>>, `${origin} (${key})`);
    if (login !== undefined) return login;
  }
  return undefined;
}

function parseConfig(text: string, origin: string): { readonly auths?: unknown } {
  try {
    const config = JSON.parse(text) as unknown;
    if (typeof config === 'object' && config !== null) return config;
  } catch {
    // The text may hold passwords: the parser's words would show a piece of it.
  }
  throw new RadiantError('INVALID_ARGUMENT', `${origin} is not the JSON of a docker config.json`, {
    reason: 'INVALID_SETTING',
  });
}

/** Keys are hosts, addresses with `/v1/` behind them, hosts with the beginning of a repository, or (in Kubernetes) `*.example.com`. */
function doesFit(key: string, place: string): boolean {
  const words = key.replace(/^https?:\/\//, '').replace(/\/v[12]\/?$|\/+$/, '');
  const [keyHost = '', ...keyPath] = words.split('/');
  const [host = '', ...path] = place.split('/');
  const named = /^(?:index\.)?docker\.io$/.test(keyHost) ? DOCKER_HUB : keyHost;
  const [keyParts, parts] = [named.split('.'), host.split('.')];
  const isHost = keyParts.length === parts.length && keyParts.every((part, at) => part === '*' || part === parts[at]);
  return isHost && keyPath.every((part, at) => part === path[at]);
}

function fromEntry(entry: Readonly<Record<string, unknown>>, origin: string): Login | undefined {
  const word = (key: string): string => (typeof entry[key] === 'string' ? entry[key] : '');
  if (word('registrytoken') !== '') return { kind: 'bearer', token: word('registrytoken'), origin };
  if (word('identitytoken') !== '') return { kind: 'refresh', token: word('identitytoken'), origin };
  const pair = Buffer.from(word('auth'), 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = pair.indexOf(':');
  const username = colon > 0 ? pair.slice(0, colon) : word('username');
  const password = colon > 0 ? pair.slice(colon + 1) : word('password');
  // An entry without both says that a credential helper keeps them.
  if (username === '' || password === '') return undefined;
  return { kind: 'password', username, password, origin };
}
