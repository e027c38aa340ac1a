import assert from 'node:assert/strict';
import { test } from 'node:test';
import { murmurHash3 } from './murmurhash3.ts';

// Expected values: scikit-learn 1.9.1, sklearn.utils.murmurhash3_32(text, seed=0).
const HASHES: Readonly<Record<string, number>> = {
  '': 0,
  a: 1009084850,
  ab: -1681926305,
  abc: -1277324294,
  abcd: 1139631978,
  'hello world': 1586663183,
  'naïve 東京': 600923247,
  xxxxxxxxxxxxxxxxx: 1181088194,
};

for (const [text, hash] of Object.entries(HASHES)) {
  test(`the hash of ${JSON.stringify(text)} is scikit-learn's`, () => {
    const bytes = new TextEncoder().encode(text);
    assert.equal(murmurHash3(bytes, bytes.length), hash);
  });
}
