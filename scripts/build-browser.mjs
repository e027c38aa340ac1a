import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './setup/root.mjs';

const PAGE = join(ROOT, 'docs', 'browser');

/** Makes the page of docs/browser, with radiant/models in it, in a folder that any file server can serve. */
export async function buildBrowser(folder) {
  const { build } = await import('esbuild');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(PAGE, 'index.html'), join(folder, 'index.html'));
  await build({
    entryPoints: [join(PAGE, 'page.js')],
    outfile: join(folder, 'page.js'),
    alias: { 'radiant/models': join(ROOT, 'src', 'models.ts') },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  });
}

if (process.argv[1] === import.meta.filename) {
  const folder = resolve(process.argv[2] ?? join(ROOT, 'dist', 'browser'));
  await buildBrowser(folder);
  process.stdout.write(`${folder}\n`);
}
