import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitList } from './split-list.ts';

function split(text: string, counts: readonly number[]): string[] | undefined {
  return splitList(Buffer.from(text), counts)?.map((part) => Buffer.from(part).toString());
}

const CASES = [
  { name: 'numbers', text: '[1, 2.0,3]', counts: [1, 2], expect: ['[1]', '[ 2.0,3]'] },
  { name: 'rows', text: '[[1,2],[3,4]]', counts: [1, 1], expect: ['[[1,2]]', '[[3,4]]'] },
  {
    name: 'texts with commas and brackets',
    text: '["a,]\\"[", "\\\\"]',
    counts: [1, 1],
    expect: ['["a,]\\"["]', '[ "\\\\"]'],
  },
  { name: 'objects', text: '[{"a":[1,2]},null]', counts: [1, 1], expect: ['[{"a":[1,2]}]', '[null]'] },
  { name: 'an empty list', text: ' [ ] ', counts: [], expect: [] },
  { name: 'too few elements', text: '[1]', counts: [1, 1], expect: undefined },
  { name: 'too many elements', text: '[1,2,3]', counts: [1, 1], expect: undefined },
  { name: 'no list', text: '{"a":1}', counts: [1], expect: undefined },
  { name: 'a number', text: '12', counts: [1], expect: undefined },
];

for (const { name, text, counts, expect } of CASES) {
  test(`splitList cuts ${name}`, () => assert.deepEqual(split(text, counts), expect));
}

test('splitList loses nothing of any list', () => {
  const lists = fc.array(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(lists, (parts) => {
      const text = JSON.stringify(parts.flat(1));
      const expected: unknown = JSON.parse(JSON.stringify(parts));
      const counts = parts.map((part) => part.length);
      assert.deepEqual(
        split(text, counts)?.map((part) => JSON.parse(part)),
        expected,
      );
    }),
  );
});
