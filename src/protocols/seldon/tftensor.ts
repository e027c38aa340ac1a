import type { JsonObject, JsonValue, Tensor } from '../../payload/index.ts';
import { type TensorProtoType, tensorFromProto, tensorProtoType } from '../tensor-proto/index.ts';
import { badData } from './bad-data.ts';
import { decodeBase64 } from './decode-base64.ts';
import { isObject } from './read-message.ts';
import { toTfValue } from './tftensor-value.ts';

/** The fields of a TensorProto. Not all of their types can be read. */
const FIELDS: readonly string[] = [
  'boolVal',
  'dcomplexVal',
  'doubleVal',
  'dtype',
  'float8Val',
  'floatVal',
  'halfVal',
  'int64Val',
  'intVal',
  'resourceHandleVal',
  'scomplexVal',
  'stringVal',
  'tensorContent',
  'tensorShape',
  'uint32Val',
  'uint64Val',
  'variantVal',
  'versionNumber',
];

/**
 * A tensor from the JSON form of TensorFlow's TensorProto, without TensorFlow: from `tensorContent`, or from the value list of its
 * type, of which the last value is repeated when there are too few. DT_STRING becomes dtype bytes.
 * Throws INVALID_ARGUMENT naming the field.
 */
export function decodeTfTensor(given: JsonValue, field: string): Tensor {
  if (!isObject(given)) throw badData(`${field} must be an object (a TensorProto in JSON)`);
  const proto = camelCaseKeys(given, field);
  const { dtype } = proto;
  if (typeof dtype !== 'string' && typeof dtype !== 'number') {
    throw badData(`${field}.dtype is missing: a text such as "DT_DOUBLE"`);
  }
  const type = tensorProtoType(typeof dtype === 'string' ? dtype.slice(0, 40) : dtype, field);
  const shape = readShape(proto.tensorShape, field);
  const content = readContent(proto.tensorContent, field);
  const values = content.length > 0 ? [] : readValues(proto, type, field);
  if (content.length > 0 && type.sizeBytes === 0) throw badData(`${field}: ${type.name} is sent as ${type.list}`);
  return tensorFromProto({ dtype: type.number, shape, content, values: values as ArrayLike<number> }, field);
}

/** Protobuf's JSON reader takes both spellings of a field; fields that there are not are an error. */
function camelCaseKeys(given: JsonObject, field: string): JsonObject {
  const proto: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(given)) {
    const camel = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (!FIELDS.includes(camel)) throw badData(`${field} has no field ${JSON.stringify(key.slice(0, 40))}`);
    if (value !== null) proto[camel] = value;
  }
  return proto;
}

function readShape(tensorShape: JsonValue | undefined, field: string): number[] {
  if (tensorShape === undefined) return [];
  const dims = isObject(tensorShape) ? (tensorShape.dim ?? []) : undefined;
  if (!Array.isArray(dims)) throw badData(`${field}.tensorShape must be an object with a list dim`);
  return (dims as readonly JsonValue[]).map((dim, axis) => {
    const size = isObject(dim) ? (dim.size ?? 0) : undefined;
    const isInteger = typeof size === 'number' ? Number.isSafeInteger(size) : /^-?\d{1,15}$/.test(String(size));
    if (!isInteger) throw badData(`${field}.tensorShape.dim[${axis}].size must be an integer`);
    return Number(size);
  });
}

function readContent(content: JsonValue | undefined, field: string): Uint8Array {
  if (content === undefined) return new Uint8Array(0);
  if (typeof content !== 'string') throw badData(`${field}.tensorContent must be a base64 text`);
  return decodeBase64(content, `${field}.tensorContent`);
}

function readValues(proto: JsonObject, type: TensorProtoType, field: string): (number | bigint | Uint8Array)[] {
  const values = proto[type.list] ?? [];
  if (!Array.isArray(values)) throw badData(`${field}.${type.list} must be a list`);
  return (values as readonly JsonValue[]).map((value, i) => toTfValue(type.list, value, `${field}.${type.list}[${i}]`));
}
