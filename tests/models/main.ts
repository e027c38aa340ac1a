import { checkCase } from './check-case.ts';
import { readIndex } from './golden-model.ts';

/** Usage: node tests/models/main.ts [EXPRESSION]: checks the reference models whose path matches, and counts. */
const pattern = new RegExp(process.argv[2] ?? '.');
let failed = 0;
let passed = 0;
for (const entry of readIndex()) {
  if (!pattern.test(entry.path)) continue;
  const problems = await checkCase(entry.path);
  if (problems.length === 0) passed++;
  else {
    failed++;
    console.log(`FAIL ${entry.path}\n     ${problems.slice(0, 6).join('\n     ')}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
