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

/**
 * Reads a skops file as inert data: the archive's schema.json describes the objects, arrays lie beside it. Every class
 * and function that it names must be on the same list as for pickles. Reference: skops 0.6 to 0.16, protocols 0 to 2.
 */
export async function readSkops(archive: ZipArchive): Promise<Described> {
  const schema = parseModelJson(await archive.read('schema.json'));
  const members = new Map<string, Uint8Array>();
  for (const name of archive.names) {
    if (name.startsWith('code/')) throw malformed('the skops file brings code of its own');
    if (name === 'schema.json') continue;
    const bytes = await archive.read(name);
    members.set(name, bytes);
    if (name.endsWith('.npz')) await addInner(members, name, bytes);
  }
  textOf(fieldOf({ path: 'schema.json', value: schema }, '__loader__'));
  return new SkopsReader(members).read({ path: 'schema.json', value: schema });
}

/** Sparse matrices are archives of their own: their members stand under `name.npz/`. */
async function addInner(members: Map<string, Uint8Array>, name: string, bytes: Uint8Array): Promise<void> {
  const inner = readZip(bytes);
  for (const member of inner.names) members.set(`${name}/${member}`, await inner.read(member));
}
