import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { packageFile, packageModule } from './package-file.ts';

test('packageFile finds what lies beside package.json', () => {
  assert.equal(JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).name, 'radiant');
  assert.ok(existsSync(packageFile('python/radiant_worker/__main__.py')));
});

test('packageModule gives the source while the sources run', () => {
  assert.ok(packageModule('cli/main').pathname.endsWith('/src/cli/main.ts'));
  assert.ok(existsSync(packageModule('cli/main')));
});
