import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSimpleYaml, type SimpleYaml } from './parse-simple-yaml.ts';

function plain(value: SimpleYaml): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

const parse = (text: string): unknown => plain(parseSimpleYaml(new TextEncoder().encode(text)));

const SOUND: readonly { readonly name: string; readonly given: string; readonly expect: unknown }[] = [
  {
    name: 'nested mappings',
    given: 'a:\n  b: 1\n  c:\n    d: x y\ne: null\n',
    expect: { a: { b: 1, c: { d: 'x y' } }, e: null },
  },
  { name: 'a list at the indent of its key', given: 'a:\n- x\n- 2\nb: true\n', expect: { a: ['x', 2], b: true } },
  {
    name: 'a deeper list of mappings',
    given: 'a:\n  - n: 1\n    m: 2\n  - n: 3\n',
    expect: { a: [{ n: 1, m: 2 }, { n: 3 }] },
  },
  { name: 'lists in lists', given: '- - 1\n  - 2\n- - 3\n', expect: [[1, 2], [3]] },
  {
    name: 'a quoted text over two lines',
    given: "s: '[{\"a\": 1,\n    \"b\": ''x''}]'\nt: 1\n",
    expect: { s: '[{"a": 1, "b": \'x\'}]', t: 1 },
  },
  { name: 'a plain text over two lines', given: 's: one\n  two\nt: 1\n', expect: { s: 'one two', t: 1 } },
  { name: 'escapes in double quotes', given: 's: "a\\n\\u00e9\\x41 \\\n  \\ b"\n', expect: { s: 'a\né' + 'A  b' } },
  { name: 'comments', given: '# top\na: 1 # one\nb: "x" # two\n# end\n', expect: { a: 1, b: 'x' } },
  { name: 'keys with colons and quotes', given: "a:b: 1\n'c d': 2\n", expect: { 'a:b': 1, 'c d': 2 } },
  { name: 'empty collections', given: 'a: {}\nb: []\nc:\n', expect: { a: {}, b: [], c: null } },
  {
    name: 'versions stay texts and numbers numbers',
    given: 'v: 3.11.7\nf: 1.5\nt: 2026-11-22 14:16:00.88\n',
    expect: { v: '3.11.7', f: 1.5, t: '2026-11-22 14:16:00.88' },
  },
];

for (const { name, given, expect } of SOUND) {
  test(`YAML is read: ${name}`, () => {
    assert.deepEqual(parse(given), expect);
  });
}

const REFUSED: readonly { readonly name: string; readonly given: string; readonly mention: RegExp }[] = [
  { name: 'a tag', given: 'a: !!python/object/apply:os.system [x]\n', mention: /tag/ },
  { name: 'an anchor', given: 'a: &x 1\n', mention: /anchor or alias/ },
  { name: 'an alias', given: 'a: *x\n', mention: /anchor or alias/ },
  { name: 'a mapping in brackets', given: 'a: {b: 1}\n', mention: /brackets/ },
  { name: 'a block text', given: 'a: |\n  x\n', mention: /block text/ },
  { name: 'a text without an end', given: "a: 'x\n", mention: /without an end/ },
  { name: 'a doubled key', given: 'a: 1\na: 2\n', mention: /second time/ },
  { name: 'a line that is no pair', given: 'a: 1\nb\n', mention: /no "key: value"/ },
  { name: 'wrong indentation', given: '  a: 1\nb: 2\n', mention: /indented/ },
  {
    name: 'deep nesting',
    given: Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    mention: /limit/,
  },
  { name: 'a second document', given: 'a: 1\n--- x\n', mention: /no "key: value"/ },
];

for (const { name, given, mention } of REFUSED) {
  test(`YAML is refused: ${name}`, () => {
    assert.throws(() => parse(given), mention);
  });
}

test('long lines and many blanks take linear time', () => {
  const started = performance.now();
  assert.throws(() => parse(`a: ${' '.repeat(1_000_000)}x\n${' '.repeat(1_000_000)}\nb${' '.repeat(1_000_000)}c`));
  assert.throws(() => parse(`a: '${'x\n'.repeat(90_000)}`));
  assert.ok(performance.now() - started < 1000);
});
