import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedAt, filesBelow } from './newest.mjs';
import { ROOT } from './root.mjs';
import { capture, mustRun } from './run.mjs';
import { say, sayWhile } from './say.mjs';

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
/** What the doc page needs of Swagger UI: a tenth of its package, which would also report every install to its makers. */
const SWAGGER_FILES = ['swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png', 'LICENSE', 'NOTICE'];
const PROGRAM = join(DIST, 'cli', 'program.cjs');
/** The script is a function of what a module is given, and is strict as the modules in it are. */
const HEAD = `(function (module, require, __filename, __dirname) {
"use strict";
const fileUrl = process.getBuiltinModule("node:url").pathToFileURL(__filename).href;`;
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
    await compileProgram();
    copySwagger();
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

/**
 * `radiant serve FILE` once more, as one script with its compiled code: a model file needs no module of a user, so no class may
 * be there twice. Where it cannot be tried out the chunks serve, and the build says so.
 */
async function compileProgram() {
  const { build } = await import('esbuild');
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  await build({
    entryPoints: [join(SOURCE, 'cli', 'start-program.ts')],
    outfile: PROGRAM,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    external: Object.keys(dependencies),
    // Escaped, so that it may be read as one byte a character.
    charset: 'ascii',
    define: { 'import.meta.url': 'fileUrl' },
    banner: { js: HEAD },
    footer: { js: '})' },
    logLevel: 'warning',
  });
  const script = join(ROOT, 'scripts', 'compile-program.mjs');
  // Variables would change how it serves, and NODE_OPTIONS what code fits.
  const { code, output } = await capture(process.execPath, [script, PROGRAM], { env: {} });
  if (code !== 0) say(`  radiant serve will start slower, it could not be compiled beforehand:\n${output}`);
}

function copySwagger() {
  const folder = join(DIST, 'swagger-ui');
  mkdirSync(folder, { recursive: true });
  for (const name of SWAGGER_FILES)
    copyFileSync(join(ROOT, 'node_modules', 'swagger-ui-dist', name), join(folder, name));
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
