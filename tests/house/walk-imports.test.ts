import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findForeignImports, importsOf } from './walk-imports.ts';

test('radiant/models reaches nothing of Node and no package, so that it works in a browser', () => {
  assert.deepEqual(findForeignImports('src/models.ts'), []);
});

test('the guard can fail: what reaches Node is found', () => {
  assert.notDeepEqual(findForeignImports('src/base/index.ts'), []);
});

test('imports are found in every form, and those of types are not', () => {
  const text = [
    "import { a,\n  b } from './a.ts';",
    "import 'node:fs';",
    "export * from './c.ts';",
    "export { d } from 'pkg';",
    "import type { E } from './e.ts';",
    "export type { F } from 'f';",
    "const g = await import('./g.ts');",
    "// import { h } from 'h';",
  ].join('\n');
  assert.deepEqual(importsOf(text), ['./a.ts', 'node:fs', './c.ts', 'pkg', './g.ts']);
});
