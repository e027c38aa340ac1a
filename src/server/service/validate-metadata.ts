import type { JsonObject, JsonValue } from '../../payload/index.ts';

const TEXT_FIELDS: ReadonlySet<string> = new Set(['name', 'platform']);
const V2_KEYS: ReadonlySet<string> = new Set(['name', 'datatype', 'shape']);
const MESSAGE_KEYS: ReadonlySet<string> = new Set(['messagetype', 'schema']);
const ARRAY_TYPES: ReadonlySet<string> = new Set(['array', 'tensor', 'ndarray', 'tftensor']);
const DATATYPES: ReadonlySet<string> = new Set(
  'BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FP16 FP32 FP64 BYTES'.split(' '),
);

/** What is wrong with a model's metadata, as one sentence; undefined when it is usable. */
export function validateMetadata(metadata: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(metadata)) {
    const problem = checkField(key, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkField(key: string, value: JsonValue): string | undefined {
  if (TEXT_FIELDS.has(key)) return typeof value === 'string' ? undefined : `${key} must be a text`;
  switch (key) {
    case 'versions':
      return isListOf(value, isText) ? undefined : 'versions must be a list of texts';
    case 'custom':
      return isObject(value) && Object.values(value).every(isText) ? undefined : 'custom must map keys to texts';
    case 'inputs':
    case 'outputs':
      if (!Array.isArray(value)) return `${key} must be a list`;
      return value.every(isDescription)
        ? undefined
        : `each of ${key} must be {name, datatype, shape} or {messagetype, schema}`;
    default:
      return `${key} is not a field of metadata: use name, versions, platform, inputs, outputs or custom`;
  }
}

function isDescription(value: JsonValue): boolean {
  return isObject(value) && (isV2Description(value) || isMessageDescription(value));
}

function isV2Description(value: JsonObject): boolean {
  const { name, datatype, shape } = value;
  return (
    Object.keys(value).every((key) => V2_KEYS.has(key)) &&
    (name === undefined || isText(name)) &&
    (datatype === undefined || (typeof datatype === 'string' && DATATYPES.has(datatype))) &&
    (shape === undefined || isListOf(shape, isWhole))
  );
}

/** Array kinds describe names and shape; text and bytes have nothing to describe; JSON and custom kinds have a schema of any form. */
function isMessageDescription(value: JsonObject): boolean {
  const { messagetype, schema } = value;
  if (!isText(messagetype) || !Object.keys(value).every((key) => MESSAGE_KEYS.has(key))) return false;
  if (schema === undefined) return true;
  if (messagetype === 'strData' || messagetype === 'binData' || !isObject(schema)) return false;
  return ARRAY_TYPES.has(messagetype as string) ? isArraySchema(schema) : true;
}

function isArraySchema(schema: JsonObject): boolean {
  const { names, shape } = schema;
  return (
    Object.keys(schema).every((key) => key === 'names' || key === 'shape') &&
    (names === undefined || isListOf(names, isText)) &&
    (shape === undefined || isListOf(shape, isWhole))
  );
}

function isText(value: JsonValue | undefined): boolean {
  return typeof value === 'string';
}

function isWhole(value: JsonValue): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function isListOf(value: JsonValue | undefined, test: (item: JsonValue) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
