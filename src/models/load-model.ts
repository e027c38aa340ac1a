import { createBooster as createCatboost } from './estimators/catboost/index.ts';
import type { Estimator } from './estimators/estimator.ts';
import { createBooster as createLightgbm } from './estimators/lightgbm/index.ts';
import { loadEstimator } from './estimators/load-estimator.ts';
import { ESTIMATORS } from './estimators/registry.ts';
import { createBooster as createXgboost } from './estimators/xgboost/index.ts';
import { ByteReader } from './formats/byte-reader.ts';
import { isCatboost, readCatboost } from './formats/catboost/read-catboost.ts';
import { decompress } from './formats/compression/registry.ts';
import { foreignError } from './formats/describe-foreign.ts';
import type { Described } from './formats/described.ts';
import { detectFormat, type FileFormat } from './formats/detect-format.ts';
import { parseModelJson } from './formats/json/parse-model-json.ts';
import { parseLightgbm } from './formats/lightgbm/parse-lightgbm.ts';
import { isLightgbmDump, readLightgbmDump } from './formats/lightgbm/read-lightgbm-dump.ts';
import { createModelFileError } from './formats/model-file-error.ts';
import { checkOnnx } from './formats/onnx/check-onnx.ts';
import type { PackSource } from './formats/packed-tables.ts';
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
  return (await readModel(bytes)).estimator;
}

/** An estimator, and what it was made of. */
export interface ReadModel {
  readonly estimator: Estimator;
  /** What the file described; its bytes, where an estimator is made of these directly. Its tables are kept with it. */
  readonly origin: ModelOrigin;
}

export type ModelOrigin =
  | { readonly kind: 'described'; readonly root: Described }
  | ({ readonly kind: 'file'; readonly bytes: Uint8Array } & PackSource);

/** A smaller file is kept as it is: what it describes takes more memory than its bytes. */
const LEAST_BYTES_DESCRIBED = 2 ** 18;

/** As loadModel, for who shares the model with other threads. */
export async function readModel(bytes: Uint8Array, leastBytesDescribed = LEAST_BYTES_DESCRIBED): Promise<ReadModel> {
  const content = await decompress(bytes);
  const read = await LOADERS[detectFormat(content)](content);
  const { estimator, origin } = read;
  if (origin.kind === 'file') return read;
  if (content.length < leastBytesDescribed) return { estimator, origin: { kind: 'file', bytes: content } };
  releaseDescribed(origin.root);
  return read;
}

/** Makes the estimator again, out of what another thread read. */
export async function openOrigin(origin: ModelOrigin): Promise<Estimator> {
  if (origin.kind === 'described') return loadEstimator(origin.root, ESTIMATORS);
  const format = detectFormat(origin.bytes);
  return (await LOADERS[format](origin.bytes, origin)).estimator;
}

type LoadFile = (bytes: Uint8Array, source?: PackSource) => ReadModel | Promise<ReadModel>;

const LOADERS: Readonly<Record<FileFormat, LoadFile>> = {
  foreign: (bytes) => {
    throw foreignError(bytes);
  },
  json: loadJson,
  'lightgbm-text': (bytes, source = {}) =>
    ofFile(bytes, source, createLightgbm(parseLightgbm(bytes), undefined, source).estimator),
  onnx: (bytes) => {
    checkOnnx(bytes);
    throw createModelFileError(
      'UNSUPPORTED_MODEL',
      'this is an ONNX model, which needs the package onnxruntime-node: npm install onnxruntime-node',
    );
  },
  pickle: (bytes) => loadDescribed(readPickle(new ByteReader(bytes))),
  'xgboost-old': loadXgboost,
  'xgboost-ubjson': loadXgboost,
  zip: loadZip,
};

function ofFile(bytes: Uint8Array, source: PackSource, estimator: Estimator): ReadModel {
  return { estimator, origin: Object.assign(source, { kind: 'file' as const, bytes }) };
}

function loadDescribed(root: Described): ReadModel {
  return { estimator: loadEstimator(root, ESTIMATORS), origin: { kind: 'described', root } };
}

function loadXgboost(bytes: Uint8Array, source: PackSource = {}): ReadModel {
  return ofFile(bytes, source, createXgboost(parseXgboost(bytes), { source }).estimator);
}

function loadJson(bytes: Uint8Array, source: PackSource = {}): ReadModel {
  const value = parseModelJson(bytes);
  if (value instanceof Map && value.has('learner'))
    return ofFile(bytes, source, createXgboost(readXgboostModel(value), { source }).estimator);
  if (isCatboost(value)) return ofFile(bytes, source, createCatboost(readCatboost(value)));
  if (isLightgbmDump(value))
    return ofFile(bytes, source, createLightgbm(readLightgbmDump(value), undefined, source).estimator);
  throw createModelFileError(
    'MALFORMED_MODEL',
    'this is JSON, but neither a model of XGBoost (no "learner") nor of CatBoost (no "features_info") nor a dump of LightGBM (no "tree_info")',
  );
}

async function loadZip(bytes: Uint8Array): Promise<ReadModel> {
  const archive = readZip(bytes);
  if (isSkops(archive.names)) {
    const { root, version } = await readSkops(archive);
    const { estimator, origin } = loadDescribed(root);
    return { estimator: version === undefined ? estimator : { ...estimator, packedBy: `skops ${version}` }, origin };
  }
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
