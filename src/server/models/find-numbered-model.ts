import { RadiantError } from '../../base/index.ts';
import { ONLY_VERSION } from '../../protocols/tensorflow/index.ts';
import type { ModelDirectory, ServedModel, VersionWish } from './model-directory.ts';

/** `ModelDirectory.find` for protocols whose models always have a version: version 1 of a model without versions is the model itself. */
export function findNumberedModel(
  models: ModelDirectory,
  name: string | undefined,
  wish: VersionWish,
): ServedModel | Promise<ServedModel> {
  try {
    return models.find(name, wish);
  } catch (thrown) {
    const isFirst = wish.version === ONLY_VERSION && (wish.label ?? '') === '';
    const hasNone = models.list().some((entry) => entry.version === '' && (name === undefined || entry.name === name));
    const isVersion = thrown instanceof RadiantError && thrown.reason === 'MODEL_VERSION_NOT_FOUND';
    if (isVersion && isFirst && hasNone) return models.find(name);
    throw thrown;
  }
}
