import type { Estimator } from './estimators/estimator.ts';
import { loadEstimator } from './estimators/load-estimator.ts';
import { ESTIMATORS } from './estimators/registry.ts';
import { ByteReader } from './formats/byte-reader.ts';
import { decompress } from './formats/compression/registry.ts';
import { readPickle } from './formats/pickle/machine.ts';

/**
 * Reads a model file and gives the estimator in it. Runs nothing of the file.
 * Throws INVALID_ARGUMENT whose reason says what may be tried next: MALFORMED_MODEL, DANGEROUS_MODEL, NEEDS_PYTHON, UNSUPPORTED_MODEL.
 */
export async function loadModel(bytes: Uint8Array): Promise<Estimator> {
  return loadEstimator(readPickle(new ByteReader(await decompress(bytes))), ESTIMATORS);
}
