import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readDeployments, toJsonSchema } from '../../src/deployment/index.ts';
import { formatDeploymentPage } from './format-deployment-page.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8');

test('docs/reference/deployment.md is what the code says (node scripts/make-deployment-page.mjs writes it)', () => {
  assert.equal(read('deployment.md'), formatDeploymentPage());
});

test('docs/reference/gen/seldondeployment.schema.json is the schema (the same script writes it)', () => {
  assert.deepEqual(JSON.parse(read('gen/seldondeployment.schema.json')), toJsonSchema());
});

test('the example of the page is a good deployment', () => {
  const yaml = /```yaml\n([^`]*)```/.exec(read('deployment.md'))?.[1] ?? '';
  const { deployments } = readDeployments(yaml);
  assert.ok(deployments[0]?.parsed.ok);
});
