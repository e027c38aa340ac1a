import { RadiantError } from '../../base/errors.ts';
import { DEFAULT_SERVERS, type ServerCatalogue } from './find-server.ts';
import type { PrepackagedServer, ServerProtocol, ServerRuntime } from './prepackaged-server.ts';

const PROTOCOLS: Readonly<Record<string, ServerProtocol>> = {
  seldon: 'seldon',
  kfserving: 'v2',
  v2: 'v2',
  tensorflow: 'tensorflow',
};

/**
 * The catalogue that Seldon's configuration `predictor_servers` describes: `{NAME: {protocols: {v2: {image, defaultImageVersion}}}}`.
 * A name that Radiant knows keeps what is known of it, another one is a server that only its image knows.
 * Throws INVALID_ARGUMENT naming the place that is wrong.
 */
export function readServerCatalogue(value: unknown): ServerCatalogue {
  const entries = Object.entries(asObject(value, 'predictor_servers'));
  return Object.fromEntries(entries.map(([name, entry]) => [name, readServer(name, entry)]));
}

function readServer(name: string, value: unknown): PrepackagedServer {
  const known = Object.hasOwn(DEFAULT_SERVERS, name) ? DEFAULT_SERVERS[name] : undefined;
  const at = `predictor_servers.${name}`;
  const protocols = Object.entries(asObject(asObject(value, at).protocols, `${at}.protocols`));
  const runtimes: Partial<Record<ServerProtocol, ServerRuntime>> = {};
  for (const [word, entry] of protocols) {
    const protocol = Object.hasOwn(PROTOCOLS, word)
      ? PROTOCOLS[word]!
      : refuse(`${at}.protocols`, `has no protocol ${word}`);
    const { image, defaultImageVersion: version } = asObject(entry, `${at}.protocols.${word}`);
    if (typeof image !== 'string') refuse(`${at}.protocols.${word}.image`, 'must be a text');
    const full = typeof version === 'string' && version !== '' ? `${image}:${version}` : image;
    // An own entry for v2 comes before that for kfserving, whatever their order.
    if (word === 'kfserving' && runtimes.v2) continue;
    const unknown = { runtime: 'custom', files: [], ...(protocol === 'v2' ? { mlserver: '' } : {}) };
    runtimes[protocol] = { ...unknown, ...known?.runtimes[protocol], image: full };
  }
  return {
    about: known?.about ?? 'Server of this cluster',
    needsModelUri: known?.needsModelUri ?? true,
    refusesTensorflow: known?.refusesTensorflow ?? false,
    parameters: known?.parameters ?? [],
    runtimes,
  };
}

function asObject(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(at, 'must be an object');
  return value as Readonly<Record<string, unknown>>;
}

function refuse(at: string, message: string): never {
  throw new RadiantError('INVALID_ARGUMENT', `${at} ${message}`);
}
