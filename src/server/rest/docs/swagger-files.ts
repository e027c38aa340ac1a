import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGE = 'swagger-ui-dist';

/** The files of Swagger UI that the page needs, with their types. */
export const SWAGGER_FILES: ReadonlyMap<string, string> = new Map([
  ['favicon-32x32.png', 'image/png'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
]);

/** Reads one of them from the installed package. Rejects when the package is not there. */
export async function readSwaggerFile(name: string): Promise<Uint8Array> {
  const manifest = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
  return readFile(join(dirname(manifest), name));
}
