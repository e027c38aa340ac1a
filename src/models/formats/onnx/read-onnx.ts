import { decompress } from '../compression/registry.ts';
import { detectFormat } from '../detect-format.ts';
import { type AdaptedOnnx, adaptOnnx } from './adapt-onnx.ts';
import { checkOnnx } from './check-onnx.ts';

export interface OnnxFile extends AdaptedOnnx {
  /** Files beside the model that hold data of its tensors. */
  readonly external: readonly string[];
}

/**
 * Reads an ONNX model for a runtime that takes tensors only; undefined when the bytes are no ONNX model.
 * Throws INVALID_ARGUMENT (MALFORMED_MODEL, DANGEROUS_MODEL, UNSUPPORTED_MODEL) for one that no runtime should see.
 */
export async function readOnnx(bytes: Uint8Array): Promise<OnnxFile | undefined> {
  const content = await decompress(bytes);
  if (detectFormat(content) !== 'onnx') return undefined;
  const external = checkOnnx(content);
  return { ...adaptOnnx(content), external };
}
