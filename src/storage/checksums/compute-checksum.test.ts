import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checksumFromBase64 } from './checksum.ts';
import { computeChecksum } from './compute-checksum.ts';

/** The check values of the catalogue of parametrised CRC algorithms, and of RFC 1321, FIPS 180-4, for `123456789`. */
const EXPECT = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  md5: '25f9e794323b453885f5181f1b624d0b',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
  sha512:
    'd9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85',
} as const;

test('every checksum has its published value', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'radiant-checksum-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'file');
  writeFileSync(path, '123456789');
  for (const [algorithm, hex] of Object.entries(EXPECT)) {
    assert.equal(await computeChecksum(path, algorithm as keyof typeof EXPECT), hex, algorithm);
  }
});

test('a checksum of another length than its algorithm gives is none', () => {
  assert.equal(checksumFromBase64('md5', 'AAAA'), undefined);
  assert.deepEqual(checksumFromBase64('crc32c', '4waSgw=='), { algorithm: 'crc32c', hex: 'e3069283' });
});
