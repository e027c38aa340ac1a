// npm run start:class: as npm start, but serves the example's Python class; sets up its Python first.
// Words after `--` go to the program: npm run start:class -- --http-port 9100
import { join } from 'node:path';
import { buildDist } from './setup/build-dist.mjs';
import { installPackages } from './setup/install-packages.mjs';
import { makeVenv } from './setup/make-venv.mjs';
import { EXAMPLE, ROOT, VENV } from './setup/root.mjs';
import { attach } from './setup/run.mjs';
import { say } from './setup/say.mjs';
import { runScript } from './setup/setup-error.mjs';

const COMMAND = ['src.prediction_service.ClusterModel', '--service-type', 'MODEL'];

await runScript(async (extra) => {
  const node = await installPackages();
  await makeVenv(join(EXAMPLE, 'requirements.txt'));
  await buildDist();
  say(`\n$ cd examples/cluster && seldon-core-microservice ${[...COMMAND, ...extra].join(' ')}\n`);
  const program = join(ROOT, 'dist', 'cli', 'seldon-core-microservice.js');
  return attach(node, [program, ...COMMAND, ...extra], {
    cwd: EXAMPLE,
    env: { ...process.env, VIRTUAL_ENV: VENV, PATH: `${join(VENV, 'bin')}:${process.env.PATH}` },
  });
});
