import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import { DEFAULT_SERVERS, readServerCatalogue, type ServerCatalogue } from '../../deployment/index.ts';
import type { CustomServer } from '../../hosts/prepackaged/index.ts';

/** The servers of a file beside those that come with Radiant. */
export interface RegisteredServers {
  readonly catalogue: ServerCatalogue;
  /** Those of the file alone. */
  readonly own: ServerCatalogue;
  /** The classes that stand for servers on this machine. */
  readonly classes: ReadonlyMap<string, CustomServer>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a YAML or JSON file that maps names of servers to `{class, folder}` (folder relative to the file), or to `{protocols: ...}` as Seldon's
 * configuration has it. No file: the servers that come with Radiant. Throws INVALID_ARGUMENT naming the entry.
 */
export async function readServersFile(file: string | undefined, cwd: string): Promise<RegisteredServers> {
  if (file === undefined) return { catalogue: DEFAULT_SERVERS, own: {}, classes: new Map() };
  const path = resolve(cwd, file);
  const entries = Object.entries(await readMapping(path, file));
  const classes = new Map<string, CustomServer>();
  const images: Record<string, unknown> = {};
  for (const [name, entry] of entries) {
    const { class: className, folder = '.', protocols } = asFields(entry, `${file}: ${name}`);
    if (typeof className === 'string' && typeof folder === 'string') {
      classes.set(name, { class: className, folder: resolve(dirname(path), folder) });
    } else if (className !== undefined || protocols === undefined) {
      throw bad(`${file}: ${name} needs class: package.Class (and folder: where it is), or protocols with images`);
    }
    if (protocols !== undefined) images[name] = entry;
  }
  const registered = Object.fromEntries([...classes.keys()].map((name) => [name, classServer()]));
  const own = { ...registered, ...readServerCatalogue(images) };
  return { catalogue: { ...DEFAULT_SERVERS, ...own }, own, classes };
}

/** A class takes a model or none, in any protocol. */
function classServer(): ServerCatalogue[string] {
  const runtime = { runtime: 'custom', image: '', files: [] };
  return {
    about: 'Registered on this machine',
    needsModelUri: false,
    refusesTensorflow: false,
    runtimes: { seldon: runtime, v2: runtime, tensorflow: runtime },
    parameters: [],
  };
}

async function readMapping(path: string, shown: string): Promise<Fields> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw bad(`the file of servers ${shown} cannot be read: ${(cause as Error).message}`);
  }
  try {
    const yaml = createRequire(import.meta.url)('yaml') as typeof import('yaml');
    return asFields(yaml.parse(text, { maxAliasCount: 100 }), shown);
  } catch (thrown) {
    if (thrown instanceof RadiantError) throw thrown;
    throw bad(`${shown} is not YAML: ${(thrown as Error).message.split('\n', 1)[0]}`);
  }
}

function asFields(value: unknown, at: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw bad(`${at} must map names to values`);
}

function bad(message: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason: 'BAD_SERVERS_FILE' });
}
