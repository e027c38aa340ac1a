import { join } from 'node:path';
import { findModelPath, readInside, readOnnx } from '../../models/index.ts';
import type { ModelSource } from '../native/index.ts';

/** An ONNX model that was checked: its path where it has data in files beside it, else its bytes. */
export interface OnnxModel {
  readonly model: string | Uint8Array;
  readonly labels: readonly string[] | undefined;
}

/** Reads a file, or the model file of a folder, that is an ONNX model; undefined for others. Throws as `readOnnx` does. */
export async function readOnnxModel(source: ModelSource, path: string): Promise<OnnxModel | undefined> {
  const inside = source.kind === 'file' ? undefined : await findModelPath(source.folder);
  const bytes =
    source.kind === 'file' ? source.bytes : await readInside(source.folder, inside!, 'the ONNX model of the folder');
  const file = await readOnnx(bytes);
  if (file === undefined) return undefined;
  return { model: file.external.length > 0 ? join(path, inside ?? '') : file.bytes, labels: file.labels };
}
