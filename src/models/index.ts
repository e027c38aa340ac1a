export type { Estimator, InputContract } from './estimators/estimator.ts';
export type { ModelSignature, SignatureField } from './formats/mlflow/read-signature.ts';
export { folderOf, type ModelFolder } from './formats/model-folder.ts';
export { loadModel } from './load-model.ts';
export { type FolderModel, loadModelFolder } from './load-model-folder.ts';
