import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formatEstimatorsPage } from './format-estimators-page.ts';

test('docs/reference/estimators.md is what the registry says (node scripts/make-estimators-page.mjs writes it)', () => {
  const page = readFileSync(new URL('../../docs/reference/estimators.md', import.meta.url), 'utf8');
  assert.equal(page, formatEstimatorsPage());
  assert.match(page, /^\| KMeans \| cluster \| predict, transform \| sk-0\.20\.4, .*sk-1\.9\.1 \|$/m);
});
