import { formatJson, type JsonObject } from '../../payload/index.ts';
import { DEFAULT_SIGNATURE, type Signature, type TensorInfo } from './signature.ts';

/** The name of predict in a signature. */
export const PREDICT_METHOD = 'tensorflow/serving/predict';

export interface ModelNames {
  readonly name: string;
  /** A number as text; see `versionText`. */
  readonly version: string;
}

/** Version numbers begin at 1: a model without versions is its first. */
export const ONLY_VERSION = '1';

/** The version of a model as clients of this protocol know it. */
export function versionText(version: string): string {
  return version === '' ? ONLY_VERSION : version;
}

/** The JSON of `GET .../metadata`. `signatureNames` all share the signature. */
export function encodeMetadata(model: ModelNames, signatureNames: readonly string[], signature: Signature): string {
  const described = describe(signature);
  const byName = Object.fromEntries(signatureNames.map((name) => [name, described]));
  return formatJson({
    model_spec: { name: model.name, signature_name: '', version: model.version },
    metadata: { signature_def: { signature_def: byName } },
  });
}

function describe({ inputs, outputs }: Signature): JsonObject {
  return {
    inputs: Object.fromEntries(inputs.map((info) => [info.name, describeTensor(info)])),
    outputs: Object.fromEntries(outputs.map((info) => [info.name, describeTensor(info)])),
    method_name: PREDICT_METHOD,
  };
}

function describeTensor({ name, dtype, shape }: TensorInfo): JsonObject {
  const dim = (shape ?? []).map((size) => ({ size: String(size), name: '' }));
  return { dtype, tensor_shape: { dim, unknown_rank: shape === undefined }, name: `${name}:0` };
}

/** The names under which a model can be asked: the default, and one for each output that callers may choose. */
export function signatureNames(outputs: readonly string[] | undefined): readonly string[] {
  return [DEFAULT_SIGNATURE, ...(outputs ?? []).filter((name) => name !== DEFAULT_SIGNATURE)];
}

/** The life of a model version in this protocol. */
export type VersionState = 'START' | 'LOADING' | 'AVAILABLE' | 'UNLOADING' | 'END';

export interface VersionStatus {
  readonly version: string;
  readonly state: VersionState;
  /** Why it is not available; empty when nothing is wrong. */
  readonly message: string;
}

/** The JSON of `GET /v1/models/NAME`. With the name of a model as a whole it also says `ready`, as KServe's first protocol has it. */
export function encodeStatus(versions: readonly VersionStatus[], name?: string): string {
  const ready = versions.some(({ state }) => state === 'AVAILABLE');
  return formatJson({
    ...(name !== undefined && { name, ready }),
    model_version_status: versions.map(({ version, state, message }) => ({
      version,
      state,
      status: { error_code: message === '' ? 'OK' : 'UNAVAILABLE', error_message: message },
    })),
  });
}

/** The JSON of KServe's `GET /v1/models`. Versions of one model are one name. */
export function encodeModelList(names: readonly string[]): string {
  return formatJson({ models: [...new Set(names)] });
}
