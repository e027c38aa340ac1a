import { readFile } from 'node:fs/promises';
import { packageFile } from '../../../base/index.ts';

/** The files of Swagger UI that the page needs, with their types. */
export const SWAGGER_FILES: ReadonlyMap<string, string> = new Map([
  ['favicon-32x32.png', 'image/png'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
]);

/** Sources find them in the package that made them, the build in its own folder. */
const FOLDER = import.meta.url.endsWith('.ts') ? 'node_modules/swagger-ui-dist' : 'dist/swagger-ui';

/** Reads one of them. Rejects when it is not there. */
export async function readSwaggerFile(name: string): Promise<Uint8Array> {
  return readFile(packageFile(`${FOLDER}/${name}`));
}
