import { existsSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { packageModule } from '../../base/index.ts';
import { explainImportError } from './explain-import-error.ts';
import { startError } from './start-error.ts';

const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'] as const;

/**
 * Imports the user's file, which must be there and be JavaScript or TypeScript that Node can strip of its types.
 * While it is imported, and later, the package name `radiant` means the program that runs: a user's file needs no
 * installed copy, and what it throws and returns is known here. Throws FAILED_PRECONDITION with the place and the mend.
 */
export async function loadModule(path: string, shownFile: string): Promise<{ module: object; release(): void }> {
  assertFile(path, shownFile);
  const packageUrl = packageModule('index').href;
  let lastLoaded: string | undefined;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'radiant' ? { url: packageUrl, shortCircuit: true } : next(specifier, context),
    load: (url, context, next) => {
      lastLoaded = url;
      return next(url, context);
    },
  });
  try {
    const module = (await import(pathToFileURL(path).href)) as object;
    return { module, release: () => hooks.deregister() };
  } catch (thrown) {
    hooks.deregister();
    throw explainImportError(thrown, shownFile, lastLoaded);
  }
}

function assertFile(path: string, shownFile: string): void {
  const ending = /\.[^./\\]*$/.exec(path)?.[0] ?? '';
  if (ending === '.tsx' || ending === '.jsx') {
    throw startError(
      'import',
      `${shownFile}: ${ending} files cannot be served; compile it with tsc and give the .js file`,
    );
  }
  if (!existsSync(path)) {
    const near = ENDINGS.map((other) => path.slice(0, path.length - ending.length) + other).find(existsSync);
    const hint = near === undefined ? 'check the path' : `there is a ${near}`;
    throw startError('import', `there is no file ${path}: ${hint}`);
  }
  if (!statSync(path).isFile())
    throw startError('import', `${shownFile} is a folder: name the file of the class in it`);
  if (!(ENDINGS as readonly string[]).includes(ending)) {
    throw startError('import', `${shownFile}: a class is in a file that ends with ${ENDINGS.join(', ')}`);
  }
}
