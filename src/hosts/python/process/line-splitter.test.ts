import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';

function split(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

const CASES = [
  { name: 'lines', given: 'a\nb\n', expect: ['a', 'b'] },
  { name: 'a last line without an end', given: 'a\nb', expect: ['a', 'b'] },
  { name: 'Windows line ends', given: 'a\r\nb\r\n', expect: ['a', 'b'] },
  { name: 'empty lines, which are left out', given: '\n\na\n\n', expect: ['a'] },
  { name: 'nothing', given: '', expect: [] },
];

for (const { name, given, expect } of CASES) {
  test(`LineSplitter gives ${name}`, () => assert.deepEqual(split([Buffer.from(given)]), expect));
}

test('LineSplitter gives the same lines wherever the stream is cut', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\u{1f600}', '\n', '\r\n') });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 7 }), (given, size) => {
      const bytes = Buffer.from(given);
      const chunks: Buffer[] = [];
      for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
      assert.deepEqual(split(chunks), split([bytes]));
    }),
  );
});
