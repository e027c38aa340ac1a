import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRedisUrl } from './parse-redis-url.ts';

const NOBODY = { user: undefined, password: undefined, database: 0, tls: false };

describe('the address of Redis', () => {
  for (const { text, expect } of [
    { text: 'redis://cache', expect: { ...NOBODY, host: 'cache', port: 6379 } },
    { text: 'redis://[::1]:7000/2', expect: { ...NOBODY, host: '::1', port: 7000, database: 2 } },
    {
      text: 'rediss://me:a%40b@r/',
      expect: { ...NOBODY, host: 'r', port: 6379, user: 'me', password: 'a@b', tls: true },
    },
    { text: 'redis://:secret@r', expect: { ...NOBODY, host: 'r', port: 6379, password: 'secret' } },
  ]) {
    test(`is read from ${text}`, () => assert.deepEqual(parseRedisUrl(text), expect));
  }

  for (const text of [
    'http://r',
    'redis://',
    'redis://r/one',
    'redis://r/0?x=1',
    'redis://u:%zz@r',
    'redis://r:99999',
  ]) {
    test(`is refused: ${text}`, () => {
      assert.throws(() => parseRedisUrl(text), {
        code: 'INVALID_ARGUMENT',
        reason: 'BAD_STATE_URL',
        message: /^(?!.*%zz)/,
      });
    });
  }
});
