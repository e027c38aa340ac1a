import type { Described } from '../described.ts';
import { fieldOf, textOf } from '../json/model-json.ts';
import { parseModelJson } from '../json/parse-model-json.ts';
import { malformed } from '../model-file-error.ts';
import { readZip, type ZipArchive } from '../zip/read-zip.ts';
import { SkopsReader } from './skops-reader.ts';

/** True for an archive that skops.io.dump wrote. */
export function isSkops(names: readonly string[]): boolean {
  return names.includes('schema.json');
}

/** A version is no longer. */
const MAX_VERSION = 40;

export interface SkopsFile {
  readonly root: Described;
  /** Of skops, where the file says it. */
  readonly version: string | undefined;
}

/**
 * Reads a skops file as inert data: the archive's schema.json describes the objects, arrays lie beside it. Every class
 * and function that it names must be on the same list as for pickles. Reference: skops 0.6 to 0.16, protocols 0 to 2.
 */
export async function readSkops(archive: ZipArchive): Promise<SkopsFile> {
  const schema = parseModelJson(await archive.read('schema.json'));
  const members = new Map<string, Uint8Array>();
  for (const name of archive.names) {
    if (name.startsWith('code/')) throw malformed('the skops file brings code of its own');
    if (name === 'schema.json') continue;
    const bytes = await archive.read(name);
    members.set(name, bytes);
    if (name.endsWith('.npz')) await addInner(members, name, bytes);
  }
  const field = { path: 'schema.json', value: schema };
  textOf(fieldOf(field, '__loader__'));
  const version = fieldOf(field, '_skops_version').value;
  return {
    root: new SkopsReader(members).read(field),
    version: typeof version === 'string' ? version.slice(0, MAX_VERSION) : undefined,
  };
}

/** Sparse matrices are archives of their own: their members stand under `name.npz/`. */
async function addInner(members: Map<string, Uint8Array>, name: string, bytes: Uint8Array): Promise<void> {
  const inner = readZip(bytes);
  for (const member of inner.names) members.set(`${name}/${member}`, await inner.read(member));
}
