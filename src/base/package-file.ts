import { existsSync } from 'node:fs';

/**
 * The address of a file of this package, by its path below package.json. Works from the sources and from the bundle,
 * whose files lie at other depths.
 */
export function packageFile(path: string): URL {
  return new URL(path, packageRoot());
}

/**
 * The address of one of this package's own modules, by its path below `src` without its ending: the source while the
 * sources run, else what the build made of it.
 */
export function packageModule(path: string): URL {
  return import.meta.url.endsWith('.ts') ? packageFile(`src/${path}.ts`) : packageFile(`dist/${path}.js`);
}

function packageRoot(): URL {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    if (existsSync(new URL('package.json', folder))) return folder;
    if (folder.pathname === '/') throw new Error(`no package.json above ${import.meta.url}`);
  }
}
