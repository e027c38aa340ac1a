import type { ModelJson } from '../json/model-json.ts';
import { parseModelJson } from '../json/parse-model-json.ts';
import type { SimpleYaml } from '../yaml/parse-simple-yaml.ts';

/** A column or tensor of a signature: the names and dtypes are MLflow's own (`double`, `string`, `float64`). */
export interface SignatureField {
  readonly name: string | undefined;
  readonly dtype: string;
  /** Of tensors: -1 for any size. */
  readonly shape: readonly number[] | undefined;
  readonly isRequired: boolean;
}

export interface ModelSignature {
  readonly inputs: readonly SignatureField[] | undefined;
  readonly outputs: readonly SignatureField[] | undefined;
}

/** Reads `signature` of an MLmodel: JSON in texts. What is not understood is left out, for it is only documentation. */
export function readSignature(value: SimpleYaml | undefined): ModelSignature | undefined {
  if (!(value instanceof Map)) return undefined;
  const signature = value as ReadonlyMap<string, SimpleYaml>;
  const inputs = readFields(signature.get('inputs'));
  const outputs = readFields(signature.get('outputs'));
  return inputs === undefined && outputs === undefined ? undefined : { inputs, outputs };
}

function readFields(value: SimpleYaml | undefined): readonly SignatureField[] | undefined {
  if (typeof value !== 'string') return undefined;
  const list = parseModelJson(new TextEncoder().encode(value));
  if (!Array.isArray(list)) return undefined;
  const fields = (list as readonly ModelJson[]).map(readField);
  return fields.includes(undefined) ? undefined : (fields as readonly SignatureField[]);
}

function readField(value: ModelJson): SignatureField | undefined {
  if (!(value instanceof Map)) return undefined;
  const field = value as ReadonlyMap<string, ModelJson>;
  const name = field.get('name');
  const type = field.get('type');
  if (typeof type !== 'string') return undefined;
  const shared = { name: typeof name === 'string' ? name : undefined, isRequired: field.get('required') !== false };
  const tensor = field.get('tensor-spec');
  if (type !== 'tensor' || !(tensor instanceof Map)) return { ...shared, dtype: type, shape: undefined };
  const spec = tensor as ReadonlyMap<string, ModelJson>;
  const dtype = spec.get('dtype');
  const shape = spec.get('shape');
  return {
    ...shared,
    dtype: typeof dtype === 'string' ? dtype : 'object',
    shape: ArrayBuffer.isView(shape) ? Array.from(shape as Float64Array) : undefined,
  };
}
