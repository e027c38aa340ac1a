// node scripts/compile-program.mjs FILE: runs the bundle of `radiant serve` once, on the example's model, and leaves beside it
// the code that V8 made of it. src/cli/open-compiled.ts starts from that.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { constants, Script } from 'node:vm';
import { EXAMPLE } from './setup/root.mjs';

const MODEL = join(EXAMPLE, 'serialized_models', 'cluster_model.joblib');
const BODY = '{"data":{"ndarray":[[1,2]]}}';
const WAIT_MS = 15_000;

const [file] = process.argv.slice(2);
const script = new Script(readFileSync(file, 'latin1'), {
  filename: file,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const ports = await freePorts(3);
process.stdout.write = () => true;
process.argv.splice(2, Number.POSITIVE_INFINITY, 'serve', MODEL, '--host', '127.0.0.1', '--log-level', 'ERROR');
process.argv.push(...['http', 'grpc', 'metrics'].flatMap((name, i) => [`--${name}-port`, `${ports[i]}`]));
const module = { exports: {} };
script.runInThisContext()(module, createRequire(file), file, dirname(file));
void module.exports.startProgram('radiant');
await answer(`http://127.0.0.1:${ports[0]}/api/v1.0/predictions`);
// Compiled code fits only a Node of the same flags, and serving has changed one.
setFlagsFromString('--semi-space-growth-factor=2');
writeFileSync(`${file}.compiled`, script.createCachedData());
writeFileSync(`${file}.probe`, new Script('0', { filename: file }).createCachedData());
process.exit();

/** Asks until there is an answer, as often as a start takes. */
async function answer(url) {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: BODY,
      });
      if (!response.ok) throw new Error(`the example's model answers ${response.status}: ${await response.text()}`);
      return;
    } catch (thrown) {
      if (Date.now() > until || !(thrown instanceof TypeError)) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const found = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return found;
}
