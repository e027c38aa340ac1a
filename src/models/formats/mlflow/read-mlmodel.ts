import { quote } from '../json/model-json.ts';
import { malformed, needsPython } from '../model-file-error.ts';
import { parseSimpleYaml, type SimpleYaml } from '../yaml/parse-simple-yaml.ts';
import { type ModelSignature, readSignature } from './read-signature.ts';

/** What an MLmodel file says of the model beside it. */
export interface MlflowModel {
  /** The flavour that is used: `sklearn`, `xgboost`, `lightgbm`, `onnx` or `catboost`. */
  readonly flavor: string;
  /** Path of the model file in the folder. */
  readonly path: string;
  /** `xgboost.sklearn.XGBClassifier`, where the flavour says it. */
  readonly modelClass: string | undefined;
  /** The method that MLflow's generic loader calls. */
  readonly predictMethod: string;
  readonly signature: ModelSignature | undefined;
  readonly mlflowVersion: string | undefined;
}

/** Flavours that run natively, and the key that names their file. */
const FLAVORS: readonly { readonly name: string; readonly pathKeys: readonly string[] }[] = [
  { name: 'sklearn', pathKeys: ['pickled_model', 'data'] },
  { name: 'xgboost', pathKeys: ['data'] },
  { name: 'lightgbm', pathKeys: ['data'] },
  { name: 'onnx', pathKeys: ['data'] },
  { name: 'catboost', pathKeys: ['data'] },
];

type Fields = ReadonlyMap<string, SimpleYaml>;

/** Reads an MLmodel file. Throws NEEDS_PYTHON, naming the loader, for flavours that only Python can load. */
export function readMlmodel(bytes: Uint8Array): MlflowModel {
  const root = parseSimpleYaml(bytes);
  const flavors = root instanceof Map ? (root as Fields).get('flavors') : undefined;
  if (!(flavors instanceof Map)) throw malformed('MLmodel has no flavors (flavor: how the model can be loaded)');
  const generic = fieldsOf(flavors, 'python_function');
  const found = FLAVORS.find(({ name }) => flavors.has(name));
  if (found === undefined) throw refuseFlavors(flavors, generic);
  const flavor = fieldsOf(flavors, found.name);
  const path = firstText(flavor, ...found.pathKeys) ?? firstText(generic, 'model_path', 'data');
  if (path === undefined) throw malformed(`MLmodel: the flavor ${found.name} names no file`);
  return {
    flavor: found.name,
    path,
    modelClass: firstText(flavor, 'model_class'),
    predictMethod: firstText(generic, 'predict_fn') ?? 'predict',
    signature: readSignature((root as Fields).get('signature')),
    mlflowVersion: firstText(root as Fields, 'mlflow_version'),
  };
}

/** The signature of an MLmodel file, whatever its flavours. */
export function readMlflowSignature(bytes: Uint8Array): ModelSignature | undefined {
  const root = parseSimpleYaml(bytes);
  return root instanceof Map ? readSignature((root as Fields).get('signature')) : undefined;
}

function fieldsOf(parent: Fields, name: string): Fields {
  const value = parent.get(name);
  return value instanceof Map ? (value as Fields) : new Map();
}

function firstText(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields.get(name);
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function refuseFlavors(flavors: Fields, generic: Fields) {
  const names = [...flavors.keys()].map(quote).join(', ');
  const loader = firstText(generic, 'loader_module');
  return needsPython(
    'NEEDS_PYTHON',
    `this MLflow model has only the flavors ${names}${
      loader === undefined ? '' : ` and is loaded by the Python module ${quote(loader)}`
    }`,
  );
}
