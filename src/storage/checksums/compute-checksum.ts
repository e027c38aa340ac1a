import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Checksum } from './checksum.ts';
import { createCrc32c } from './crc32c.ts';
import { createCrc64 } from './crc64.ts';

/** Takes bytes in order and gives the checksum of all of them. */
export interface RunningChecksum {
  update(bytes: Buffer): void;
  /** Lower case hexadecimal. */
  digest(): string;
}

const CHUNK_BYTES = 2 ** 20;

/** The checksum of a file, in lower case hexadecimal. */
export async function computeChecksum(path: string, algorithm: Checksum['algorithm']): Promise<string> {
  const running = START[algorithm]();
  const handle = await open(path, 'r');
  try {
    // Two buffers take turns: one is filled from the disk while the other is counted.
    let [ready, next] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)];
    let reading = handle.read(ready, 0, CHUNK_BYTES, 0);
    for (let at = 0; ; ) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return running.digest();
      at += bytesRead;
      reading = handle.read(next, 0, CHUNK_BYTES, at);
      running.update(ready.subarray(0, bytesRead));
      [ready, next] = [next, ready];
    }
  } finally {
    await handle.close();
  }
}

const START: Readonly<Record<Checksum['algorithm'], () => RunningChecksum>> = {
  crc32: createCrc32,
  crc32c: createCrc32c,
  crc64nvme: createCrc64,
  md5: () => createDigest('md5'),
  sha1: () => createDigest('sha1'),
  sha256: () => createDigest('sha256'),
  sha512: () => createDigest('sha512'),
};

function createDigest(algorithm: string): RunningChecksum {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

function createCrc32(): RunningChecksum {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => value.toString(16).padStart(8, '0'),
  };
}
