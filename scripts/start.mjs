// npm start: sets everything up, trains the example's model when it is missing, and serves it.
// Words after `--` go to the program: npm start -- --http-port 9100
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildDist } from './setup/build-dist.mjs';
import { installPackages } from './setup/install-packages.mjs';
import { makeVenv } from './setup/make-venv.mjs';
import { EXAMPLE, ROOT, VENV } from './setup/root.mjs';
import { attach, mustRun } from './setup/run.mjs';
import { say, sayWhile } from './setup/say.mjs';
import { runScript } from './setup/setup-error.mjs';

const COMMAND = ['src.prediction_service.ClusterModel', '--service-type', 'MODEL'];

await runScript(async (extra) => {
  const node = await installPackages();
  const python = await makeVenv(join(EXAMPLE, 'requirements.txt'));
  await buildDist();
  if (!existsSync(join(EXAMPLE, 'serialized_models', 'cluster_model.joblib'))) {
    await sayWhile('training the example model', () =>
      mustRun(python, ['train.py'], { cwd: EXAMPLE, advice: 'The example model could not be trained.' }),
    );
  }
  say(`\n$ cd examples/cluster && seldon-core-microservice ${[...COMMAND, ...extra].join(' ')}\n`);
  const program = join(ROOT, 'dist', 'cli', 'seldon-core-microservice.js');
  return attach(node, [program, ...COMMAND, ...extra], {
    cwd: EXAMPLE,
    env: { ...process.env, VIRTUAL_ENV: VENV, PATH: `${join(VENV, 'bin')}:${process.env.PATH}` },
  });
});
