// npm test: sets everything up, then runs every check and every test by node's test runner.
// Words after `--` choose test files: npm test -- src/cli/suggest.test.ts
import { join } from 'node:path';
import { buildDist } from './setup/build-dist.mjs';
import { installPackages } from './setup/install-packages.mjs';
import { makeVenv } from './setup/make-venv.mjs';
import { EXAMPLE, ROOT, VENV } from './setup/root.mjs';
import { attach, mustRun } from './setup/run.mjs';
import { sayWhile } from './setup/say.mjs';
import { runScript } from './setup/setup-error.mjs';

const ALL_TESTS = ['src/**/*.test.ts', 'tests/**/*.test.ts'];

await runScript(async (chosen) => {
  const node = await installPackages();
  const python = await makeVenv(join(EXAMPLE, 'requirements.txt'));
  await buildDist();
  await sayWhile('training the example model', () =>
    mustRun(python, ['train.py'], { cwd: EXAMPLE, advice: 'The example model could not be trained.' }),
  );
  const binaries = [join(ROOT, 'node_modules', '.bin'), join(VENV, 'bin')];
  return attach(node, ['--test', '--test-reporter=spec', ...(chosen.length > 0 ? chosen : ALL_TESTS)], {
    cwd: ROOT,
    env: { ...process.env, VIRTUAL_ENV: VENV, PATH: [...binaries, process.env.PATH].join(':') },
  });
});
