import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { changedAt, filesBelow } from './newest.mjs';
import { ROOT } from './root.mjs';
import { mustRun } from './run.mjs';
import { sayWhile } from './say.mjs';

const SOURCE = join(ROOT, 'src');
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, 'built');
const INPUTS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => join(ROOT, name));
const BINARIES = ['main.js', 'seldon-core-microservice.js'].map((name) => join(DIST, 'cli', name));

/** Compiles src to dist with tsc, unless nothing has changed since the last time. */
export async function buildDist() {
  if (isUpToDate()) return;
  await sayWhile('compiling src to dist', async () => {
    const start = new Date();
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    await mustRun(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')], {
      cwd: ROOT,
      advice: 'The sources do not compile.',
    });
    removeLeftOvers();
    for (const binary of BINARIES) chmodSync(binary, 0o755);
    writeFileSync(STAMP, `${start.toISOString()}\n`);
  });
}

function isUpToDate() {
  const built = changedAt(STAMP);
  if (built === 0 || INPUTS.some((path) => changedAt(path) > built)) return false;
  for (const path of filesBelow(SOURCE)) if (isCompiled(path) && changedAt(path) > built) return false;
  for (const path of filesBelow(DIST)) if (path !== STAMP && sourceOf(path) === undefined) return false;
  return true;
}

function isCompiled(path) {
  return path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/fixtures/');
}

function sourceOf(path) {
  const source = join(SOURCE, relative(DIST, path)).replace(/(\.d)?\.(ts|js)$/, '.ts');
  return existsSync(source) ? source : undefined;
}

/** What is in dist and no longer in src would still be loaded, or published. */
function removeLeftOvers() {
  for (const path of filesBelow(DIST)) if (path !== STAMP && sourceOf(path) === undefined) rmSync(path);
}
