import { RadiantError } from '../base/errors.ts';
import type { Estimator } from './estimators/estimator.ts';
import { wrapModel } from './estimators/xgboost/index.ts';
import { decompress } from './formats/compression/registry.ts';
import { detectFormat } from './formats/detect-format.ts';
import { type MlflowModel, readMlmodel } from './formats/mlflow/read-mlmodel.ts';
import type { ModelSignature } from './formats/mlflow/read-signature.ts';
import { createModelFileError, needsPython } from './formats/model-file-error.ts';
import { type ModelFolder, readInside } from './formats/model-folder.ts';
import { parseXgboost } from './formats/xgboost/parse-xgboost.ts';
import { loadShareableModel, type ShareableModel } from './model/share-model.ts';

/** A model out of a folder, and what the folder says about it. */
export interface FolderModel {
  readonly estimator: Estimator;
  /** As ShareableModel has it; undefined where other threads cannot have the model. */
  readonly share?: ShareableModel['share'];
  /** The file of the folder that holds the model. */
  readonly path: string;
  /** MLflow: the method that its generic loader calls, by its Python name; `predict` unless the folder says otherwise. */
  readonly predictMethod: string;
  readonly signature: ModelSignature | undefined;
}

/** A version is no longer. */
const MAX_VERSION = 40;

/** File names that model servers look for, best first. */
const KNOWN_NAMES =
  /^(model\.(joblib|pkl|pickle|skops|json|ubj|bst|txt|lgb|onnx)|.*\.(joblib|pkl|pickle|skops|ubj|bst|lgb|onnx)(\.(gz|z|bz2|xz|lzma|lz4))?)$/;

/** Reads a folder: an MLflow model, or one that holds a single model file. Runs nothing of it. */
export async function loadModelFolder(folder: ModelFolder): Promise<FolderModel> {
  if (folder.names.includes('MLmodel')) return await loadMlflow(folder);
  const path = findModelFile(folder.names);
  const model = await loadNamed(folder, path);
  return { ...model, path, predictMethod: 'predict', signature: undefined };
}

/** Whoever names a folder learns which of its files was taken for the model. */
async function loadNamed(folder: ModelFolder, path: string): Promise<ShareableModel> {
  try {
    return await loadShareableModel(await folder.read(path));
  } catch (thrown) {
    if (!(thrown instanceof RadiantError)) throw thrown;
    const { code, reason, message, cause = thrown } = thrown;
    throw new RadiantError(code, `${path}: ${message}`, { reason, cause });
  }
}

async function loadMlflow(folder: ModelFolder): Promise<FolderModel> {
  const mlmodel = readMlmodel(await folder.read('MLmodel'));
  if (mlmodel.flavor === 'catboost') {
    throw needsPython('UNSUPPORTED_MODEL', 'CatBoost models of MLflow folders do not run natively');
  }
  const bytes = await readInside(folder, mlmodel.path, `the model file of the flavor ${mlmodel.flavor}`);
  const { path, predictMethod, signature } = mlmodel;
  const model = await loadFlavor(mlmodel, bytes);
  const named = withNames(model.estimator, signature);
  const { mlflowVersion } = mlmodel;
  const estimator =
    mlflowVersion === undefined ? named : { ...named, packedBy: `MLflow ${mlflowVersion.slice(0, MAX_VERSION)}` };
  return { ...model, estimator, path, predictMethod, signature };
}

/** XGBoost's wrappers save plain boosters: the MLmodel says what class stood around them. */
async function loadFlavor(mlmodel: MlflowModel, bytes: Uint8Array): Promise<Pick<FolderModel, 'estimator' | 'share'>> {
  const className = /^xgboost\.sklearn\.(XGB\w+)$/.exec(mlmodel.modelClass ?? '')?.[1];
  if (className === undefined) return await loadShareableModel(bytes);
  const content = await decompress(bytes);
  return detectFormat(content) === 'pickle'
    ? await loadShareableModel(content)
    : { estimator: wrapModel(className, parseXgboost(content)) };
}

/** Column names of the signature, for a model that was fitted without names. */
function withNames(estimator: Estimator, signature: ModelSignature | undefined): Estimator {
  const names = signature?.inputs?.map(({ name }) => name);
  const { input } = estimator;
  const fits =
    names !== undefined &&
    input.featureNames === undefined &&
    names.every((name) => name !== undefined) &&
    names.length === (input.featureCount ?? names.length);
  return fits ? { ...estimator, input: { ...input, featureNames: names as readonly string[] } } : estimator;
}

/** The one file of a folder without an MLmodel that may be the model. Throws MALFORMED_MODEL when none or several may be. */
export function findModelFile(names: readonly string[]): string {
  const files = names.filter((name) => !name.includes('/') && !name.startsWith('.'));
  const known = files.filter((name) => KNOWN_NAMES.test(name));
  const preferred = known.filter((name) => name.startsWith('model.'));
  for (const candidates of [preferred, known, files]) {
    if (candidates.length === 1) return candidates[0]!;
    if (candidates.length > 1)
      throw unclear(`holds several files that may be the model: ${list(candidates)}; name the file itself`);
  }
  throw unclear(
    `holds no model file (such as model.joblib, model.ubj or model.txt) and no MLmodel: ${
      files.length === 0 ? 'it has no files' : `it has ${list(files)}`
    }; name the file or folder of the model`,
  );
}

function list(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}`;
}

function unclear(problem: string) {
  return createModelFileError('MALFORMED_MODEL', `the folder ${problem}`);
}
