import type { Estimator } from './estimators/estimator.ts';
import { createBooster as createLightgbm } from './estimators/lightgbm/index.ts';
import { loadEstimator } from './estimators/load-estimator.ts';
import { ESTIMATORS } from './estimators/registry.ts';
import { createBooster as createXgboost } from './estimators/xgboost/index.ts';
import { ByteReader } from './formats/byte-reader.ts';
import { decompress } from './formats/compression/registry.ts';
import { foreignError } from './formats/describe-foreign.ts';
import type { Described } from './formats/described.ts';
import { detectFormat, type FileFormat } from './formats/detect-format.ts';
import { parseModelJson } from './formats/json/parse-model-json.ts';
import { parseLightgbm } from './formats/lightgbm/parse-lightgbm.ts';
import { isLightgbmDump, readLightgbmDump } from './formats/lightgbm/read-lightgbm-dump.ts';
import { createModelFileError } from './formats/model-file-error.ts';
import { checkOnnx } from './formats/onnx/check-onnx.ts';
import { readPickle } from './formats/pickle/machine.ts';
import { releaseDescribed } from './formats/release-described.ts';
import { isSkops, readSkops } from './formats/skops/read-skops.ts';
import { parseXgboost } from './formats/xgboost/parse-xgboost.ts';
import { readXgboostModel } from './formats/xgboost/read-xgboost-model.ts';
import { readZip } from './formats/zip/read-zip.ts';

/**
 * Reads a model file and gives the estimator in it: the format is told by the content. Runs nothing of the file.
 * Throws INVALID_ARGUMENT whose reason says what may be tried next: MALFORMED_MODEL, DANGEROUS_MODEL, NEEDS_PYTHON, UNSUPPORTED_MODEL.
 */
export async function loadModel(bytes: Uint8Array): Promise<Estimator> {
  const content = await decompress(bytes);
  return await LOADERS[detectFormat(content)](content);
}

const LOADERS: Readonly<Record<FileFormat, (bytes: Uint8Array) => Estimator | Promise<Estimator>>> = {
  foreign: (bytes) => {
    throw foreignError(bytes);
  },
  json: loadJson,
  'lightgbm-text': (bytes) => createLightgbm(parseLightgbm(bytes)).estimator,
  onnx: (bytes) => {
    checkOnnx(bytes);
    throw createModelFileError(
      'UNSUPPORTED_MODEL',
      'this is an ONNX model, which needs the package onnxruntime-node: npm install onnxruntime-node',
    );
  },
  pickle: (bytes) => loadDescribed(readPickle(new ByteReader(bytes))),
  'xgboost-old': (bytes) => createXgboost(parseXgboost(bytes)).estimator,
  'xgboost-ubjson': (bytes) => createXgboost(parseXgboost(bytes)).estimator,
  zip: loadZip,
};

function loadDescribed(root: Described): Estimator {
  const estimator = loadEstimator(root, ESTIMATORS);
  releaseDescribed(root);
  return estimator;
}

function loadJson(bytes: Uint8Array): Estimator {
  const value = parseModelJson(bytes);
  if (value instanceof Map && value.has('learner')) return createXgboost(readXgboostModel(value)).estimator;
  if (isLightgbmDump(value)) return createLightgbm(readLightgbmDump(value)).estimator;
  throw createModelFileError(
    'MALFORMED_MODEL',
    'this is JSON, but neither a model of XGBoost (no "learner") nor a dump of LightGBM (no "tree_info")',
  );
}

async function loadZip(bytes: Uint8Array): Promise<Estimator> {
  const archive = readZip(bytes);
  if (isSkops(archive.names)) return loadDescribed(await readSkops(archive));
  throw createModelFileError(
    'MALFORMED_MODEL',
    `this is a zip archive and no model: ${contentOf(archive.names)}; unpack it and give the model file or the folder`,
  );
}

function contentOf(names: readonly string[]): string {
  if (names.includes('MLmodel')) return 'it holds an MLflow folder';
  if (names.some((name) => /(^|\/)data\.pkl$/.test(name))) return 'it looks like a PyTorch file';
  if (names.length > 0 && names.every((name) => name.endsWith('.npy')))
    return 'it holds numpy arrays (.npz), which are data';
  return `it holds ${names.length} files`;
}
