// npm run conformance: replays the recorded cases of Seldon Core; words after `--` go to the replay (see --help).
import { join } from 'node:path';
import { installPackages } from './setup/install-packages.mjs';
import { ROOT } from './setup/root.mjs';
import { attach } from './setup/run.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async (words) => {
  const node = await installPackages();
  return attach(node, [join(ROOT, 'tests', 'conformance', 'main.ts'), ...words], {
    cwd: process.cwd(),
    env: process.env,
  });
});
