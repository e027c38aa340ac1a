// npm run build: compiles src to dist.
import { buildDist } from './setup/build-dist.mjs';
import { runScript } from './setup/setup-error.mjs';

await runScript(async () => {
  await buildDist();
  return 0;
});
