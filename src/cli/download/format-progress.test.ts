import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatProgress, formatSize } from './format-progress.ts';

test('a size has three digits and a unit', () => {
  const cases = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [12_345, '12.3 kB'],
    [104_857_600, '105 MB'],
    [2.5e15, '2500 TB'],
  ] as const;
  for (const [bytes, expect] of cases) assert.equal(formatSize(bytes), expect);
});

test('progress tells bytes, files and rate, and totals only where they are known', () => {
  const progress = { doneBytes: 1500, totalBytes: 3000, doneFiles: 1, totalFiles: 2, bytesPerSecond: 750 };
  assert.equal(formatProgress(progress), '1.5 kB of 3 kB, 1 of 2 files, 750 B/s');
  assert.equal(formatProgress({ ...progress, totalBytes: undefined, totalFiles: 1 }), '1.5 kB, 750 B/s');
});
