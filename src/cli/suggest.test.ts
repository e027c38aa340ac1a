import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggest } from './suggest.ts';

const CASES = [
  { name: 'a letter too few', given: 'microservce', expect: 'microservice' },
  { name: 'two letters swapped', given: 'mircoservice', expect: 'microservice' },
  { name: 'only the beginning', given: 'micro', expect: 'microservice' },
  { name: 'something else', given: 'banana', expect: undefined },
  { name: 'one letter', given: 'x', expect: undefined },
  { name: 'nothing', given: '', expect: undefined },
];

for (const { name, given, expect } of CASES) {
  test(`suggest answers ${name}`, () => {
    assert.equal(suggest(given, ['microservice', 'serve']), expect);
  });
}
