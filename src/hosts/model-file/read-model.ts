import { resolve } from 'node:path';
import { RadiantError } from '../../base/index.ts';
import { isPickle } from '../../models/index.ts';
import { type LoadedModel, loadSource, type ModelSource, readModelSource } from '../native/index.ts';
import type { ModelTarget } from './model-target.ts';
import { type OnnxModel, readOnnxModel } from './read-onnx-model.ts';

/** A model file that was read, and where it runs. `why` is for the log: undefined when Python was asked for. */
export type ReadModel =
  | { readonly runtime: 'native'; readonly model: LoadedModel }
  | { readonly runtime: 'onnx'; readonly onnx: OnnxModel }
  | { readonly runtime: 'python'; readonly source: ModelSource; readonly why: string | undefined };

/**
 * Reads the file, running nothing of it, and decides where the model runs. Throws for what is malformed or dangerous,
 * whatever runtime is asked for: such a file is never given to Python.
 */
export async function readModel({ path, runtime }: ModelTarget, cwd: string): Promise<ReadModel> {
  const source = await readModelSource(resolve(cwd, path));
  try {
    const model = await loadSource(source);
    return runtime === 'python' ? { runtime, source, why: undefined } : { runtime: 'native', model };
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    const { reason, message } = thrown;
    if (reason !== 'NEEDS_PYTHON' && reason !== 'UNSUPPORTED_MODEL') throw refused(path, thrown, '');
    if (reason === 'UNSUPPORTED_MODEL' && runtime !== 'python') {
      const onnx = await readOnnxModel(source, resolve(cwd, path));
      if (onnx !== undefined) return { runtime: 'onnx', onnx };
    }
    if (runtime === 'python') return { runtime, source, why: undefined };
    if (reason === 'NEEDS_PYTHON') {
      const trust = 'if you trust the file, --runtime python serves it, which runs that code';
      throw refused(path, thrown, message.includes('--runtime python') ? '' : `; ${trust}`);
    }
    // Only of a pickle is it known that all of it was read before the model was found to be of an unknown kind.
    const isSafe = source.kind === 'file' && (await isPickle(source.bytes));
    if (runtime === 'native' || !isSafe) throw refused(path, thrown, '');
    return { runtime: 'python', source, why: message };
  }
}

function refused(path: string, error: RadiantError, hint: string): RadiantError {
  return new RadiantError(error.code, `${path}: ${error.message}${hint}`, { reason: error.reason, cause: error });
}
