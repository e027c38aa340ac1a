import type { JsonObject, JsonValue } from '../../payload/index.ts';

/** The signature that every model has. */
export const DEFAULT_SIGNATURE = 'serving_default';
/** What an input or output without a name of its own is called. */
export const DEFAULT_INPUT = 'inputs';
export const DEFAULT_OUTPUT = 'outputs';

/** One input or output of a model as TensorFlow describes it. */
export interface TensorInfo {
  readonly name: string;
  /** `DT_DOUBLE`. */
  readonly dtype: string;
  /** -1 for a size that is not fixed; undefined when not even the number of dimensions is known. */
  readonly shape: readonly number[] | undefined;
}

export interface Signature {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

const DTYPES: Readonly<Record<string, string>> = {
  BOOL: 'DT_BOOL',
  BYTES: 'DT_STRING',
  FP16: 'DT_HALF',
  FP32: 'DT_FLOAT',
  FP64: 'DT_DOUBLE',
  INT16: 'DT_INT16',
  INT32: 'DT_INT32',
  INT64: 'DT_INT64',
  INT8: 'DT_INT8',
  UINT16: 'DT_UINT16',
  UINT32: 'DT_UINT32',
  UINT64: 'DT_UINT64',
  UINT8: 'DT_UINT8',
};

const TEXTS: ReadonlySet<JsonValue> = new Set(['strData', 'binData', 'jsonData']);

/**
 * The signature of a model from its metadata (`inputs` and `outputs` as init_metadata gives them). What the metadata does not say
 * is told as numbers of double precision in any shape, which every model that takes numbers takes.
 */
export function describeSignature(metadata: JsonObject | undefined): Signature {
  return {
    inputs: describeSide(metadata?.inputs, DEFAULT_INPUT),
    outputs: describeSide(metadata?.outputs, DEFAULT_OUTPUT),
  };
}

function describeSide(side: JsonValue | undefined, fallback: string): readonly TensorInfo[] {
  const given = Array.isArray(side) ? (side as readonly JsonValue[]).filter(isObject) : [];
  if (given.length === 0) return [{ name: fallback, dtype: 'DT_DOUBLE', shape: undefined }];
  return given.map((description, i) => describe(description, given.length === 1 ? fallback : `${fallback}_${i}`));
}

function describe({ name, datatype, shape, messagetype, schema }: JsonObject, fallback: string): TensorInfo {
  const ownName = typeof name === 'string' && name !== '' ? name : fallback;
  const isText = messagetype !== undefined && TEXTS.has(messagetype);
  const dtype = isText ? 'DT_STRING' : ((typeof datatype === 'string' ? DTYPES[datatype] : undefined) ?? 'DT_DOUBLE');
  return { name: ownName, dtype, shape: readShape(shape ?? (isObject(schema) ? schema.shape : undefined)) };
}

function readShape(shape: JsonValue | undefined): readonly number[] | undefined {
  return Array.isArray(shape) ? (shape as readonly JsonValue[]).map(Number) : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
