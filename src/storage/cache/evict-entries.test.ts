import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { evictEntries } from './evict-entries.ts';

const NOW_MS = 1_000_000_000_000;

test('what was used longest ago is removed first, and what was used just now never', async (t) => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-evict-'));
  t.after(() => rmSync(cacheDir, { recursive: true }));
  const add = (name: string, ageMs: number): string => {
    const folder = join(cacheDir, 'models', name, name.repeat(32));
    mkdirSync(join(folder, 'data'), { recursive: true });
    const entry = join(folder, 'entry.json');
    writeFileSync(entry, JSON.stringify({ uri: name, version: name, sizeBytes: 100 }));
    utimesSync(entry, (NOW_MS - ageMs) / 1000, (NOW_MS - ageMs) / 1000);
    return folder;
  };
  const [oldest, older, fresh, kept] = [add('a', 9_000_000), add('b', 8_000_000), add('c', 1_000), add('d', 9_500_000)];
  const left = (): boolean[] => [oldest, older, fresh, kept].map((folder) => existsSync(folder));

  await evictEntries(cacheDir, 400, kept, NOW_MS, undefined);
  assert.deepEqual(left(), [true, true, true, true]);
  await evictEntries(cacheDir, 300, kept, NOW_MS, undefined);
  assert.deepEqual(left(), [false, true, true, true]);
  await evictEntries(cacheDir, 0, kept, NOW_MS, undefined);
  assert.deepEqual(left(), [false, false, true, true]);
});
