import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Log } from '../../base/index.ts';
import { openFileStateStore } from './file-state-store.ts';

describe('what a router learned', () => {
  let folder: string;
  const warnings: string[] = [];
  const log: Log = { debug() {}, info() {}, warning: (text) => void warnings.push(text), error() {}, child: () => log };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'radiant-state-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('is there again after a restart', async () => {
    const first = await openFileStateStore(folder, log);
    const cells = await first.open('dep/main/r', 4);
    await Promise.all(Array.from({ length: 100 }, () => cells.add([0, 1, 1, 2])));
    await first.close();
    const again = await (await openFileStateStore(folder, log)).open('dep/main/r', 4);
    assert.deepEqual([...again.values], [100, 200, 0, 0]);
  });

  test('is in the file when a change says so', async () => {
    const cells = await (await openFileStateStore(folder, log)).open('one', 1);
    await cells.add([0, 3]);
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'one.json'), 'utf8')), { format: 1, values: [3] });
  });

  test('is one for the old and the new version of a graph that run side by side', async () => {
    const store = await openFileStateStore(folder, log);
    const [before, now] = [await store.open('both', 2), await store.open('both', 2)];
    await Promise.all([before.add([0, 1]), now.add([1, 2])]);
    await store.close();
    assert.deepEqual([...now.values], [1, 2]);
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'both.json'), 'utf8')), { format: 1, values: [1, 2] });
  });

  test('of a graph with other branches is written by the new version alone', async () => {
    const store = await openFileStateStore(folder, log);
    const before = await store.open('grown', 2);
    await before.add([0, 1]);
    const now = await store.open('grown', 4);
    await Promise.all([now.add([3, 1]), before.add([0, 1])]);
    await store.close();
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'grown.json'), 'utf8')).values, [0, 0, 0, 1]);
  });

  for (const { name, text } of [
    { name: 'is cut off', text: '{"format":1,"val' },
    { name: 'has other numbers', text: '{"format":1,"values":[1,2,3]}' },
    { name: 'has texts in it', text: '{"format":1,"values":["a","b"]}' },
  ]) {
    test(`begins anew, with a warning, when the file ${name}`, async () => {
      warnings.length = 0;
      await writeFile(join(folder, 'broken.json'), text);
      const cells = await (await openFileStateStore(folder, log)).open('broken', 2);
      assert.deepEqual([...cells.values], [0, 0]);
      assert.match(warnings.join(), /put aside as .*broken\.json\.old/);
    });
  }
});
