// npm start: sets everything up and serves the example's model file, without Python.
// Words after `--` go to the program: npm start -- --http-port 9100
import { join } from 'node:path';
import { buildDist } from './setup/build-dist.mjs';
import { installPackages } from './setup/install-packages.mjs';
import { EXAMPLE, ROOT } from './setup/root.mjs';
import { attach } from './setup/run.mjs';
import { say } from './setup/say.mjs';
import { runScript } from './setup/setup-error.mjs';

const COMMAND = ['serve', 'serialized_models/cluster_model.joblib'];

await runScript(async (extra) => {
  const node = await installPackages();
  await buildDist();
  say(`\n$ cd examples/cluster && radiant ${[...COMMAND, ...extra].join(' ')}\n`);
  return attach(node, [join(ROOT, 'dist', 'cli', 'main.js'), ...COMMAND, ...extra], {
    cwd: EXAMPLE,
    env: process.env,
  });
});
