import { decompress } from './compression/registry.ts';
import { detectFormat } from './detect-format.ts';

/** True for a pickle or joblib file, compressed or not: the files that Python's own loader reads. */
export async function isPickle(bytes: Uint8Array): Promise<boolean> {
  return detectFormat(await decompress(bytes)) === 'pickle';
}
