import type { Described } from '../described.ts';
import { malformed } from '../model-file-error.ts';
import type { ZipArchive } from '../zip/read-zip.ts';

export async function readSkops(archive: ZipArchive): Promise<Described> {
  throw malformed(`skops ${archive.names.length}`);
}
