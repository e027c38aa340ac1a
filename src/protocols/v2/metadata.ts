import type { ComponentInfo, JsonObject, JsonValue } from '../../payload/index.ts';
import { DATATYPE_OF } from './datatypes.table.ts';

export interface ServerIdentity {
  readonly name: string;
  readonly version: string;
}

/** What this server can do beside the protocol's required part. Names as Triton has them where it has any. */
const EXTENSIONS: readonly string[] = ['binary_tensor_data', 'generate', 'model_repository', 'server_sent_events'];

export function describeServer({ name, version }: ServerIdentity): JsonObject {
  return { name, version, extensions: EXTENSIONS };
}

/** A tensor in a model's metadata. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters?: JsonObject;
}

export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  readonly parameters: JsonObject;
}

/** The metadata of a model. What it says of itself may be in Seldon's form (`messagetype`, `schema`), which names no element type, or in this protocol's. */
export function describeModel(
  name: string,
  versions: readonly string[],
  metadata: JsonObject | undefined,
  outputs: readonly string[] | undefined,
  first?: ComponentInfo['firstOutput'],
): ModelMetadata {
  const own = metadata ?? {};
  const told = Array.isArray(own.versions) ? own.versions.filter((one) => typeof one === 'string' && one !== '') : [];
  return {
    name,
    versions: told.length > 0 ? (told as string[]) : versions,
    platform: typeof own.platform === 'string' ? own.platform : '',
    inputs: toTensors(own.inputs, 'input'),
    outputs: describeFirst(own.outputs, outputs, first) ?? nameOutputs(toTensors(own.outputs, 'output'), outputs),
    parameters: isObject(own.parameters) ? own.parameters : {},
  };
}

export function modelMetadataToJson(metadata: ModelMetadata): JsonObject {
  return { ...metadata } as unknown as JsonObject;
}

function toTensors(told: JsonValue | undefined, kind: string): readonly TensorMetadata[] {
  if (!Array.isArray(told)) return [];
  return told.flatMap((entry: JsonValue, index) => (isObject(entry) ? [toTensor(entry, `${kind}-${index}`)] : []));
}

function toTensor(entry: JsonObject, fallback: string): TensorMetadata {
  const schema = isObject(entry.schema) ? entry.schema : {};
  const shape = entry.shape ?? schema.shape;
  const isText = entry.messagetype === 'strData' || entry.messagetype === 'binData' || entry.messagetype === 'jsonData';
  return {
    name: typeof entry.name === 'string' ? entry.name : fallback,
    datatype: typeof entry.datatype === 'string' ? entry.datatype : isText ? 'BYTES' : 'FP64',
    shape: Array.isArray(shape) ? shape.filter((size): size is number => typeof size === 'number') : [-1],
    ...(isObject(entry.parameters) ? { parameters: entry.parameters } : {}),
  };
}

/** The default output as it really is, unless the model describes its outputs in this protocol's own form. */
function describeFirst(
  told: JsonValue | undefined,
  names: readonly string[] | undefined,
  first: ComponentInfo['firstOutput'],
): readonly TensorMetadata[] | undefined {
  const [name] = names ?? [];
  if (first === undefined || name === undefined || !Array.isArray(told)) return undefined;
  const isOwn = told.length !== 1 || !isObject(told[0] as JsonValue) || 'datatype' in (told[0] as JsonObject);
  return isOwn ? undefined : [{ name, datatype: DATATYPE_OF[first.dtype], shape: first.shape }];
}

/** An output that has no name of its own has that of the method that answers. */
function nameOutputs(
  tensors: readonly TensorMetadata[],
  names: readonly string[] | undefined,
): readonly TensorMetadata[] {
  const [first, ...others] = tensors;
  const [name] = names ?? [];
  return first?.name === 'output-0' && name !== undefined ? [{ ...first, name }, ...others] : tensors;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
