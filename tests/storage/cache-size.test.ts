import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fetchModel } from '../../src/storage/index.ts';
import { answerBytes, listen } from './stores/listen.ts';

test('RADIANT_CACHE_SIZE removes what was used longest ago, and it comes again when it is asked for', async (t) => {
  const server = await listen((request, response) => answerBytes(request, response, Buffer.alloc(1000, request.url)));
  const cacheDir = mkdtempSync(join(tmpdir(), 'radiant-cache-size-'));
  t.after(async () => {
    await server.stop();
    rmSync(cacheDir, { recursive: true });
  });
  const options = { environment: { RADIANT_CACHE_SIZE: '2.5kB' }, cacheDir };
  const fetchOne = async (name: string): Promise<string> =>
    (await fetchModel(`${server.address}/${name}`, options)).path;
  const age = (path: string, minutes: number): void => {
    const seconds = Date.now() / 1000 - 60 * minutes;
    utimesSync(join(dirname(path), '..', 'entry.json'), seconds, seconds);
  };
  const [first, second] = [await fetchOne('first'), await fetchOne('second')];
  age(first, 20);
  age(second, 10);
  const third = await fetchOne('third');
  assert.deepEqual([first, second, third].map(existsSync), [false, true, true]);
  age(second, 10);
  assert.ok(existsSync(await fetchOne('first')));
  assert.deepEqual([second, third].map(existsSync), [false, true]);
});
