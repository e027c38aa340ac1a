import { stat } from 'node:fs/promises';
import { RadiantError } from '../../base/index.ts';
import type { Checksum } from '../checksums/checksum.ts';
import { computeChecksum } from '../checksums/compute-checksum.ts';
import type { RemoteObject } from '../scheme.ts';

/** Compares a downloaded file with what the store says of it. Throws DATA_LOSS when they differ. */
export async function checkFile(path: string, object: RemoteObject, checksum: Checksum | undefined): Promise<void> {
  const { size } = await stat(path);
  const { sizeBytes } = object;
  if (sizeBytes !== undefined && size !== sizeBytes) {
    throw damaged(`${object.path} has ${size} bytes after the download, the store says ${sizeBytes}`);
  }
  if (checksum === undefined) return;
  const hex = await computeChecksum(path, checksum.algorithm);
  if (hex !== checksum.hex) {
    throw damaged(
      `${object.path} has the ${checksum.algorithm} ${hex} after the download, the store says ${checksum.hex}`,
    );
  }
}

function damaged(message: string): RadiantError {
  return new RadiantError('DATA_LOSS', message, { reason: 'CHECKSUM_MISMATCH' });
}
