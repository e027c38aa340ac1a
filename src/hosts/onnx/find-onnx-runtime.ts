import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RadiantError } from '../../base/index.ts';

const PACKAGE = 'onnxruntime-node';

/**
 * The path of ONNX Runtime's entry, looked for as `require` does from each folder, then from where Radiant is installed.
 * Throws FAILED_PRECONDITION (reason PACKAGE_MISSING) with the command that installs it.
 */
export function findOnnxRuntime(folders: readonly string[], own: string | URL = import.meta.url): string {
  for (const from of [...folders.map((folder) => pathToFileURL(join(folder, 'x.js'))), own]) {
    try {
      return createRequire(from).resolve(PACKAGE);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw thrown;
    }
  }
  throw new RadiantError(
    'FAILED_PRECONDITION',
    `an ONNX model is run by ONNX Runtime, whose package is not installed here: run npm install ${PACKAGE} in the folder ` +
      `that the service is started in (${folders[0] ?? process.cwd()}), or npm install --global ${PACKAGE} where radiant is installed globally`,
    { reason: 'PACKAGE_MISSING' },
  );
}
