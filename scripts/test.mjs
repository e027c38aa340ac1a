// npm test: sets everything up, then runs every check and every test by node's test runner.
// Words after `--` choose test files: npm test -- src/cli/suggest.test.ts
// On a machine without Python the tests about Python are left out, and it is said which.
import { join, relative, sep } from 'node:path';
import { buildDist } from './setup/build-dist.mjs';
import { installPackages } from './setup/install-packages.mjs';
import { makeVenv, NoPythonError } from './setup/make-venv.mjs';
import { filesBelow } from './setup/newest.mjs';
import { withoutPython } from './setup/python-tests.mjs';
import { EXAMPLE, ROOT, VENV } from './setup/root.mjs';
import { attach } from './setup/run.mjs';
import { say } from './setup/say.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async (chosen) => {
  const node = await installPackages();
  const python = await findPython();
  await buildDist();
  const files = chosen.length > 0 ? chosen : ['src', 'tests'].flatMap(testsBelow);
  const { run, leftOut } = python === undefined ? withoutPython(files) : { run: files, leftOut: [] };
  if (leftOut.length > 0) say(`left out, since they start Python:\n  ${leftOut.join('\n  ')}`);
  if (python === undefined)
    say('left out in other files: each test that the report marks as skipped with "needs Python"\n');
  if (run.length === 0) return 0;
  const binaries = [join(ROOT, 'node_modules', '.bin'), ...(python === undefined ? [] : [join(VENV, 'bin')])];
  return attach(node, ['--test', '--test-reporter=spec', ...run], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...(python === undefined ? { RADIANT_TEST_WITHOUT_PYTHON: '1' } : { VIRTUAL_ENV: VENV }),
      PATH: [...binaries, process.env.PATH].join(':'),
    },
  });
});

/** The Python of `.venv`; undefined on a machine that has none to make it with, which is said. */
async function findPython() {
  try {
    return await makeVenv(join(EXAMPLE, 'requirements.txt'));
  } catch (thrown) {
    if (!(thrown instanceof NoPythonError)) throw thrown;
    say(`\nTHE TESTS ABOUT PYTHON ARE LEFT OUT. ${thrown.message}\n`);
    return undefined;
  }
}

function testsBelow(folder) {
  return [...filesBelow(join(ROOT, folder))]
    .filter((path) => path.endsWith('.test.ts') && !path.includes(`${sep}node_modules${sep}`))
    .map((path) => relative(ROOT, path))
    .sort();
}
