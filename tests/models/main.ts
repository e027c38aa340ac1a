import { pathToFileURL } from 'node:url';
import { checkCase } from './check-case.ts';
import { readIndex } from './golden-model.ts';

/**
 * Usage: node tests/models/main.ts [EXPRESSION [FOLDER]]: checks the reference models whose path matches, and counts.
 * FOLDER is another one of the same form, as the scripts in tests/models/make write them.
 */
const pattern = new RegExp(process.argv[2] ?? '.');
const root = process.argv[3] === undefined ? undefined : pathToFileURL(`${process.argv[3]}/`);
let failed = 0;
let passed = 0;
for (const entry of readIndex(root)) {
  if (!pattern.test(entry.path)) continue;
  const problems = await checkCase(entry.path, root);
  if (problems.length === 0) passed++;
  else {
    failed++;
    console.log(`FAIL ${entry.path}\n     ${problems.slice(0, 6).join('\n     ')}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
