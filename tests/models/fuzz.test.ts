import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzFormat } from './fuzz-format.ts';
import { readFuzzFormats } from './fuzz-formats.ts';

const FILES = 1000;

for (const [name, make] of readFuzzFormats()) {
  test(`${FILES} damaged ${name} files load or are refused, quickly and in bounded memory`, async () => {
    const { problems } = await fuzzFormat(make, FILES, 1);
    assert.deepEqual(problems, []);
  });
}
