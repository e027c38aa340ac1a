import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changedAt } from './newest.mjs';
import { ROOT } from './root.mjs';
import { capture, mustRun } from './run.mjs';
import { say, sayWhile } from './say.mjs';
import { SetupError } from './setup-error.mjs';

const OLDEST_TO_INSTALL = 20;
const OLDEST_TO_RUN = 24;

/** Installs the npm packages when they are missing or older than the lock file, and gives the Node to run Radiant with. */
export async function installPackages() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_TO_INSTALL) {
    throw new SetupError(
      `Node ${process.versions.node} is too old: ${OLDEST_TO_INSTALL} or newer is needed, see https://nodejs.org/en/download`,
    );
  }
  const lock = join(ROOT, 'package-lock.json');
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || changedAt(installed) < changedAt(lock)) {
    await sayWhile('installing npm packages (about a minute)', () =>
      npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Is the npm registry reachable? Then try again.'),
    );
  }
  return findNode();
}

async function npm(args, advice) {
  const inside = process.env.npm_execpath;
  const [command, first] = inside?.endsWith('.js') ? [process.execPath, [inside]] : ['npm', []];
  if (command === 'npm' && (await capture('npm', ['--version'])).code === 127) {
    throw new SetupError('npm is missing: it comes with Node (https://nodejs.org), or on Debian: apt install npm');
  }
  await mustRun(command, [...first, ...args], { cwd: ROOT, advice });
}

/** The Node of the development dependency; npm may have been told not to run the script that unpacks it. */
async function findNode() {
  const own = join(ROOT, 'node_modules', '.bin', 'node');
  if (await isNewEnough(own)) return own;
  await sayWhile('unpacking Node from its npm package', () =>
    npm(['rebuild', 'node', '--loglevel=error'], 'The npm package node could not unpack itself.').catch((thrown) => {
      if (!(thrown instanceof SetupError)) throw thrown;
      say(`  ${thrown.message.trim().split('\n').at(-1)}`);
    }),
  );
  if (await isNewEnough(own)) return own;
  for (const candidate of [process.execPath, ...pathEntries().map((folder) => join(folder, 'node'))]) {
    if (!candidate.startsWith(dirname(own)) && (await isNewEnough(candidate))) {
      say(`using ${candidate}, since the npm package node did not unpack`);
      return candidate;
    }
  }
  throw new SetupError(
    `Radiant runs on Node ${OLDEST_TO_RUN} or newer, and the npm package node, which brings it, did not unpack itself.\n` +
      `Allow its script (npm rebuild node, or npm approve-scripts node), or install Node ${OLDEST_TO_RUN}: https://nodejs.org`,
  );
}

function pathEntries() {
  return (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
}

async function isNewEnough(node) {
  const { code, output } = await capture(node, ['--version']);
  return code === 0 && Number(/^v(\d+)\./.exec(output.trim())?.[1] ?? 0) >= OLDEST_TO_RUN;
}
