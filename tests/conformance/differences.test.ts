import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DIFFERENCES } from './differences.table.ts';
import { nameCases } from './differences.ts';

const PAGE = readFileSync(new URL('../../docs/reference/compatibility.md', import.meta.url), 'utf8');

test('every deliberate difference has its row in the compatibility page, and every row its difference', () => {
  const rows = PAGE.split('\n').filter((line) => line.startsWith('| ') && !/^\| (what|---)/.test(line));
  const wanted = DIFFERENCES.map((difference) => {
    const which = nameCases(difference).replaceAll('|', '\\|');
    return `| ${difference.name} | ${difference.reason} | \`${which}\` |`;
  });
  assert.deepEqual(rows, wanted);
});

test('the names of the deliberate differences are unique', () => {
  assert.equal(new Set(DIFFERENCES.map(({ name }) => name)).size, DIFFERENCES.length);
});
