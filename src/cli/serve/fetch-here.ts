import { defaultCacheDir, fetchModel, redactUri } from '../../storage/index.ts';
import { formatSize } from '../download/format-progress.ts';
import type { ComponentSurroundings } from '../microservice/open-component.ts';

const SAY_EVERY_MS = 1000;

/** Brings the model of a URI to this machine, telling how far it is. Gives its folder or file. Throws as `fetchModel` does. */
export async function fetchHere(
  uri: string,
  { environment, cwd, log, signal }: ComponentSurroundings,
): Promise<string> {
  let saidMs = Date.now();
  const { path, kind } = await fetchModel(uri, {
    environment,
    cacheDir: defaultCacheDir(environment),
    cwd,
    log,
    signal,
    onProgress: ({ doneBytes }) => {
      if (Date.now() - saidMs < SAY_EVERY_MS) return;
      saidMs = Date.now();
      log.info(`${redactUri(uri)}: downloaded ${formatSize(doneBytes)}`);
    },
  });
  if (kind !== 'local') log.info(`the model ${redactUri(uri)} is in ${path}`);
  return path;
}
