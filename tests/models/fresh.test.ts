import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { checkCase } from './check-case.ts';
import { readIndex } from './golden-model.ts';

/** Models that a script in tests/models/make wrote with a new version of the libraries; a folder per group of families. */
const ROOT = new URL('../golden/models-fresh/', import.meta.url);

for (const folder of readdirSync(ROOT)) {
  const root = new URL(`${folder}/`, ROOT);
  for (const { path } of readIndex(root)) {
    test(`fresh ${path} agrees with Python`, async () => {
      assert.deepEqual(await checkCase(path, root), []);
    });
  }
}
