import type { JsonObject, JsonValue } from '../../../payload/index.ts';

/** Examples are for people: larger ones are left out. */
const MAX_VALUES = 1000;

/** What a message holds its data under. */
const MESSAGE_KEYS = ['data', 'strData', 'binData', 'jsonData'];

/** A request that anybody can send when nothing is known of the component. */
const PLAIN_EXAMPLE: JsonObject = { data: { ndarray: [[1, 2]] } };

/**
 * A request body that fits: the one that the metadata gives as JSON text (`custom.example`), else one for the inputs that it
 * describes; a plain row of two numbers when it describes none.
 */
export function makeExample(metadata: JsonObject | undefined): JsonObject {
  const told = readExample(metadata?.custom);
  if (told !== undefined) return told;
  const inputs = metadata?.inputs;
  if (!Array.isArray(inputs) || inputs.length === 0 || !inputs.every(isObject)) return PLAIN_EXAMPLE;
  const first = inputs[0] as JsonObject;
  if (first.messagetype === undefined) return exampleOfColumns(inputs as readonly JsonObject[]);
  return exampleOfMessage(String(first.messagetype), isObject(first.schema) ? first.schema : {});
}

/** An example that is no message of this protocol is left alone: `custom` is the user's own. */
function readExample(custom: JsonValue | undefined): JsonObject | undefined {
  if (!isObject(custom) || typeof custom.example !== 'string') return undefined;
  try {
    const example = JSON.parse(custom.example) as JsonValue;
    return isObject(example) && MESSAGE_KEYS.some((key) => key in example) ? example : undefined;
  } catch {
    return undefined;
  }
}

function exampleOfMessage(kind: string, schema: JsonObject): JsonObject {
  switch (kind) {
    case 'strData':
      return { strData: 'text' };
    case 'binData':
      return { binData: Buffer.from('bytes').toString('base64') };
    case 'jsonData':
      return { jsonData: exampleOfSchema(schema, 0) };
    case 'tensor':
    case 'ndarray':
    case 'tftensor':
      return exampleOfArray(kind === 'tensor' ? 'tensor' : 'ndarray', schema);
    default:
      return PLAIN_EXAMPLE;
  }
}

function exampleOfArray(form: 'tensor' | 'ndarray', schema: JsonObject): JsonObject {
  const names = Array.isArray(schema.names) ? schema.names : [];
  const shape = exampleShape(toShape(schema.shape), names.length);
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MAX_VALUES) return PLAIN_EXAMPLE;
  const values = Array.from({ length: count }, (_, index) => index + 1);
  const content: JsonObject = form === 'tensor' ? { tensor: { shape, values } } : { ndarray: nest(values, shape) };
  return { data: names.length === 0 ? content : { names, ...content } };
}

/** One row. A shape of one dimension is that of a row; open dimensions (-1) become 1, or the number of names. */
function exampleShape(shape: readonly number[], nameCount: number): readonly number[] {
  if (shape.length === 0) return [1, nameCount || 2];
  const row = shape.length === 1 ? shape : shape.slice(1);
  return [1, ...row.map((size, axis) => (size > 0 ? size : axis === 0 && nameCount > 0 ? nameCount : 1))];
}

function exampleOfColumns(inputs: readonly JsonObject[]): JsonObject {
  const only = inputs[0]!;
  const shape = toShape(only.shape);
  if (inputs.length === 1 && shape.length > 1 && only.datatype !== 'BYTES') {
    return exampleOfArray('ndarray', { shape });
  }
  if (inputs.length > MAX_VALUES) return PLAIN_EXAMPLE;
  const row = inputs.map((input, index) => exampleOfDatatype(String(input.datatype), index));
  return { data: { names: inputs.map((input, index) => String(input.name ?? `t:${index}`)), ndarray: [row] } };
}

function exampleOfDatatype(datatype: string, index: number): JsonValue {
  if (datatype === 'BYTES') return 'text';
  return datatype === 'BOOL' ? true : index + 1;
}

/** A value that a JSON schema of the simple kinds allows. */
function exampleOfSchema(schema: JsonObject, depth: number): JsonValue {
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return isObject(schema.items) && depth < 8 ? [exampleOfSchema(schema.items, depth + 1)] : [];
    default:
      return exampleOfProperties(schema.properties, depth);
  }
}

function exampleOfProperties(properties: JsonValue | undefined, depth: number): JsonObject {
  if (!isObject(properties) || depth >= 8) return {};
  const example: Record<string, JsonValue> = {};
  for (const [key, property] of Object.entries(properties).slice(0, 100)) {
    example[key] = isObject(property) ? exampleOfSchema(property, depth + 1) : null;
  }
  return example;
}

function toShape(value: JsonValue | undefined): readonly number[] {
  return Array.isArray(value) ? value.map(Number).filter(Number.isInteger) : [];
}

function nest(values: readonly number[], shape: readonly number[]): JsonValue {
  if (shape.length <= 1) return values;
  const size = shape[0]!;
  const step = values.length / size;
  return Array.from({ length: size }, (_, i) => nest(values.slice(i * step, (i + 1) * step), shape.slice(1)));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
