import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedAt, filesBelow } from './newest.mjs';
import { ROOT } from './root.mjs';
import { mustRun } from './run.mjs';
import { sayWhile } from './say.mjs';

const SOURCE = join(ROOT, 'src');
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, 'built');
const INPUTS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) => join(ROOT, name));

/** What is started or imported by its own path. Everything else lands in chunks, which load faster than 270 files. */
const ENTRIES = [
  'index',
  'models',
  'cli/main',
  'cli/seldon-core-microservice',
  'cli/microservice/server-process',
  'hosts/native/threads/batch-thread',
  'hosts/onnx/session-thread',
];
const BINARIES = ['main.js', 'seldon-core-microservice.js'].map((name) => join(DIST, 'cli', name));

/** Makes dist out of src, unless nothing has changed since the last time: types by tsc, JavaScript by esbuild. */
export async function buildDist() {
  if (isUpToDate()) return;
  await sayWhile('building dist', async () => {
    const start = new Date();
    rmSync(DIST, { recursive: true, force: true });
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    await mustRun(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')], {
      cwd: ROOT,
      advice: 'The sources do not compile.',
    });
    await bundle();
    for (const binary of BINARIES) chmodSync(binary, 0o755);
    writeFileSync(STAMP, `${start.toISOString()}\n`);
  });
}

/** Dynamic imports stay dynamic: a room that only some commands need is a chunk of its own. */
async function bundle() {
  const { build } = await import('esbuild');
  await build({
    entryPoints: ENTRIES.map((entry) => ({ in: join(SOURCE, `${entry}.ts`), out: entry })),
    outdir: DIST,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    keepNames: true,
    logLevel: 'warning',
  });
}

function isUpToDate() {
  const built = changedAt(STAMP);
  if (built === 0 || INPUTS.some((path) => changedAt(path) > built)) return false;
  for (const path of filesBelow(SOURCE)) if (isCompiled(path) && changedAt(path) > built) return false;
  return true;
}

function isCompiled(path) {
  return path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/fixtures/');
}
