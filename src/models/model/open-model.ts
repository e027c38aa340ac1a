import type { ModelFolder } from '../formats/model-folder.ts';
import { loadModel } from '../load-model.ts';
import { loadModelFolder } from '../load-model-folder.ts';
import { createModel, type Model } from './create-model.ts';

/**
 * Reads a model file, or a folder such as MLflow's (`folderOf` makes one of a map of files), and gives the model in it.
 * Runs nothing of the file. Throws INVALID_ARGUMENT whose reason says why it is not read: MALFORMED_MODEL, DANGEROUS_MODEL,
 * NEEDS_PYTHON, UNSUPPORTED_MODEL.
 */
export async function openModel(source: Uint8Array | ModelFolder): Promise<Model> {
  if (source instanceof Uint8Array) return createModel(await loadModel(source));
  const { estimator } = await loadModelFolder(source);
  return createModel(estimator);
}
