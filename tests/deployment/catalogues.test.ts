import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_UNITS } from '../../src/deployment/index.ts';
import { BUILT_INS } from '../../src/graph/units/registry.ts';

test('the built-in units that a deployment may name are those that the graph has', () => {
  assert.deepEqual(Object.keys(BUILT_IN_UNITS), Object.keys(BUILT_INS));
});
