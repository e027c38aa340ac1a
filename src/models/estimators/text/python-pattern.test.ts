import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translatePattern } from './python-pattern.ts';

const MATCHES: readonly { pattern: string; text: string; tokens: readonly string[] }[] = [
  { pattern: '(?u)\\b\\w\\w+\\b', text: 'a naïve x² 東京 don’t', tokens: ['naïve', 'x²', '東京', 'don'] },
  { pattern: '(?i)[A-C]+', text: 'abcd ABCD', tokens: ['abc', 'ABC'] },
  { pattern: '#(\\w+)', text: '#one two #three', tokens: ['one', 'three'] },
  { pattern: '[^\\W\\d_]+', text: 'ab_12é', tokens: ['ab', 'é'] },
  { pattern: '\\w+(?:-\\w+)*', text: 'well-known to-and-fro', tokens: ['well-known', 'to-and-fro'] },
  { pattern: '\\d{2,3}', text: '1 22 4444', tokens: ['22', '444'] },
  { pattern: '[]x-]+', text: 'a]x-b', tokens: [']x-'] },
  { pattern: '(?<!\\w)do[gt](?=s)', text: 'dogs adogs dots dot', tokens: ['dog', 'dot'] },
  { pattern: '\\d+\\.?\\d*', text: '3.14 42.', tokens: ['3.14', '42.'] },
];

for (const { pattern, text, tokens } of MATCHES) {
  test(`the pattern ${pattern} finds what Python finds`, () => {
    const translated = translatePattern(pattern);
    const found = Array.from(text.matchAll(translated.pattern), (match) => match[translated.isGroup ? 1 : 0]);
    assert.deepEqual(found, tokens);
  });
}

const REFUSED = [
  '(a+)+b',
  '(a|aa)*c',
  '\\w+\\w+x',
  '(\\w+\\s?)*z',
  '(?:.*,)+',
  'a++',
  '(a)(b)',
  '(?P=name)',
  '\\1',
  '(?(1)a|b)',
  '[z-a]',
  '[abc',
  '(abc',
  'abc)',
  '*a',
  '(?s).',
  'x'.repeat(2000),
];

for (const pattern of REFUSED) {
  test(`the pattern ${pattern.slice(0, 20)} needs Python`, () => {
    assert.throws(() => translatePattern(pattern), { reason: 'NEEDS_PYTHON' });
  });
}
