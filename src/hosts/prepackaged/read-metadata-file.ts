import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Log } from '../../base/index.ts';
import type { JsonObject } from '../../payload/index.ts';

const NAME = 'metadata.yaml';
const MAX_BYTES = 1024 * 1024;

/**
 * What `metadata.yaml` beside the model says; undefined without one. One that cannot be used is left out with an error in the log, as
 * Seldon's servers do.
 */
export async function readMetadataFile(modelPath: string, log: Log): Promise<JsonObject | undefined> {
  const folder = (await stat(modelPath)).isDirectory() ? modelPath : dirname(modelPath);
  const bytes = await readFile(join(folder, NAME)).catch(() => undefined);
  if (bytes === undefined) return undefined;
  try {
    if (bytes.length > MAX_BYTES) throw new Error('it is larger than 1 MiB');
    // Loaded only where there is something to parse: it is seventy files.
    const yaml = createRequire(import.meta.url)('yaml') as typeof import('yaml');
    const value: unknown = yaml.parse(bytes.toString('utf8'), { maxAliasCount: 100 });
    if (value === null) return undefined;
    if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
    throw new Error('it maps no keys to values');
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message.split('\n', 1)[0] : String(thrown);
    log.error(`${NAME} of the model is not used: ${why}`);
    return undefined;
  }
}
