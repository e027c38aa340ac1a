import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OptionKind } from './option.ts';
import { readOptionValue } from './read-option-value.ts';

const read = (kind: OptionKind, text: string) =>
  readOptionValue({ name: 'x', kind, fallback: undefined, group: 'Model', help: '', choices: ['INFO', 'DEBUG'] }, text);

const GOOD: readonly (readonly [OptionKind, string, string | number | boolean])[] = [
  ['port', '0', 0],
  ['port', ' 9000 ', 9000],
  ['port', '65535', 65535],
  ['count', '+3', 3],
  ['workers', '2', 2],
  ['seconds', '300', 300],
  ['seconds', '0.5', 0.5],
  ['seconds', '500ms', 0.5],
  ['seconds', '2m', 120],
  ['size', '1000', 1000],
  ['size', '10mb', 10 * 1024 * 1024],
  ['size', '1Gi', 1024 ** 3],
  ['size', '64 KB', 64 * 1024],
  ['choice', 'debug', 'DEBUG'],
  ['switch', 'true', true],
  ['switch', 'yes', true],
  ['switch', 'False', false],
  ['text', ' as it is ', ' as it is '],
];

for (const [kind, text, value] of GOOD) {
  test(`readOptionValue reads ${JSON.stringify(text)} as ${kind}`, () => {
    assert.deepEqual(read(kind, text), { value });
  });
}

const BAD: readonly (readonly [OptionKind, string])[] = [
  ['port', 'abc'],
  ['port', '65536'],
  ['port', '-1'],
  ['port', '1.5'],
  ['port', ''],
  ['count', '1e3'],
  ['workers', '0'],
  ['workers', 'two'],
  ['workers', '1025'],
  ['seconds', '-1'],
  ['seconds', 'soon'],
  ['seconds', '25h'],
  ['size', '0'],
  ['size', '3gb'],
  ['size', '10 apples'],
  ['choice', 'LOUD'],
];

for (const [kind, text] of BAD) {
  test(`readOptionValue refuses ${JSON.stringify(text)} as ${kind} and says what it wants`, () => {
    const result = read(kind, text);
    assert.ok('wanted' in result && result.wanted.length > 5);
  });
}

test('readOptionValue takes auto for as many workers as there are cores', () => {
  const result = read('workers', 'auto');
  assert.ok('value' in result && Number(result.value) >= 1);
});
