import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCacheSize } from './read-cache-size.ts';

test('the size of the cache is read with its unit', () => {
  const cases = [
    [undefined, undefined],
    ['', undefined],
    ['1000', 1000],
    ['1.5kB', 1500],
    ['20GB', 20e9],
    ['10Gi', 10 * 2 ** 30],
    [' 2 MiB ', 2 ** 21],
  ] as const;
  for (const [text, bytes] of cases) assert.equal(readCacheSize({ RADIANT_CACHE_SIZE: text }), bytes, String(text));
});

test('another size than that is refused with the name of the variable', () => {
  for (const text of ['much', '-1', '1e9', '1XB', '0x10'])
    assert.throws(() => readCacheSize({ RADIANT_CACHE_SIZE: text }), { message: /RADIANT_CACHE_SIZE/ }, text);
});
