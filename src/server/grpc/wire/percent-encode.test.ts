import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { percentEncode } from './percent-encode.ts';

const cases: readonly [text: string, encoded: string][] = [
  ['plain ~ text!', 'plain ~ text!'],
  ['100 %', '100 %25'],
  ['a\nb', 'a%0Ab'],
  ['café', 'caf%C3%A9'],
  ['\u007f', '%7F'],
];

for (const [text, encoded] of cases) {
  test(`${JSON.stringify(text)} is written ${encoded}`, () => assert.equal(percentEncode(text), encoded));
}

test('any text comes back by URI decoding, and its header has printable ASCII only', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const encoded = percentEncode(text);
      assert.match(encoded, /^[\x20-\x7e]*$/);
      assert.equal(decodeURIComponent(encoded), text);
    }),
  );
});
