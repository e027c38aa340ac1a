import assert from 'node:assert/strict';
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { RadiantError } from '../../base/index.ts';
import { isDiskError, toDiskError } from './disk-error.ts';

const { bavail, bsize } = statfsSync(tmpdir());
const MUCH = 4 * bavail * bsize + 1;

const CASES: readonly {
  readonly code: string;
  readonly neededBytes: number | undefined;
  readonly reason: string;
  readonly says: RegExp;
}[] = [
  {
    code: 'ENOSPC',
    neededBytes: MUCH,
    reason: 'DISK_FULL',
    says: new RegExp(`needs ${MUCH} bytes there, and \\d+ are free\\. Make room, or do this`),
  },
  { code: 'EDQUOT', neededBytes: 10, reason: 'DISK_FULL', says: /needs more than \d{3,} bytes there/ },
  { code: 'ENOSPC', neededBytes: undefined, reason: 'DISK_FULL', says: /needs more than \d{3,} bytes there/ },
  {
    code: 'EROFS',
    neededBytes: 10,
    reason: 'CACHE_NOT_WRITABLE',
    says: /nowhere cannot be written \(EROFS\): do this/,
  },
];
for (const { code, neededBytes, reason, says } of CASES) {
  test(`${code}, with ${neededBytes} bytes needed, names the folder, the space and the fix`, async () => {
    const thrown = Object.assign(new Error('from the system'), { code });
    assert.ok(isDiskError(thrown));
    const error = await toDiskError(thrown, { folder: join(tmpdir(), 'nowhere'), neededBytes, fix: 'do this' });
    assert.ok(error instanceof RadiantError, String(error));
    assert.equal(error.reason, reason);
    assert.match(error.message, says);
    assert.match(error.message, /nowhere/);
  });
}

test('what is no fault of a disk stays as it is', async () => {
  const thrown = Object.assign(new Error('cut'), { code: 'ECONNRESET' });
  assert.equal(isDiskError(thrown), false);
  assert.equal(await toDiskError(thrown, { folder: tmpdir(), neededBytes: 1, fix: '' }), thrown);
});
