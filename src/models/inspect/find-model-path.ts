import { readMlmodel } from '../formats/mlflow/read-mlmodel.ts';
import type { ModelFolder } from '../formats/model-folder.ts';
import { findModelFile } from '../load-model-folder.ts';

/** Names the file of a folder that holds the model: what its MLmodel says, or the one file that may be it. */
export async function findModelPath(folder: ModelFolder): Promise<string> {
  return folder.names.includes('MLmodel')
    ? readMlmodel(await folder.read('MLmodel')).path
    : findModelFile(folder.names);
}
