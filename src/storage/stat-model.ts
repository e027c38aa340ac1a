import { type StatOptions, withContext } from './fetch-options.ts';
import { openSource } from './open-source.ts';

export interface ModelStat {
  /** Changes when anything in the model does: compare it with that of `fetchModel`. */
  readonly version: string;
  /** Undefined when the store does not tell. */
  readonly sizeBytes: number | undefined;
}

/** Asks the store for the version that is there now, without downloading it. Throws as `fetchModel` does. */
export async function statModel(uri: string, options: StatOptions): Promise<ModelStat> {
  return await withContext(options, async (context) => {
    const { version, sizeBytes } = await openSource(uri, context);
    return { version, sizeBytes };
  });
}
