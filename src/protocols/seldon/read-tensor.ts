import {
  createJsonCursor,
  eachKey,
  elementCount,
  type JsonCursor,
  type JsonText,
  type JsonValue,
  listShape,
  MAX_DIMENSIONS,
  type Payload,
  parseValue,
  peekByte,
  scanNumericList,
  skipRange,
  skipValue,
  type Tensor,
  walkList,
} from '../../payload/index.ts';
import { badData } from './bad-data.ts';

/** An empty array may have large sizes beside its 0; whoever walks them must not be busy for ever. */
const MAX_EMPTY_PLACES = 65_536;

/** `data.tensor` as it was found: `values` are numbers, or text when they are no plain list of numbers. */
export interface FlatTensor {
  readonly isObject: boolean;
  values: Tensor | JsonText | undefined;
  shape: JsonValue | undefined;
}

/** Reads the value of `data.tensor`, unchecked. The texts "NaN", "Infinity" and "-Infinity" among the values are numbers. */
export function readFlatTensor(cursor: JsonCursor): FlatTensor {
  if (peekByte(cursor) !== 0x7b) {
    skipValue(cursor, 2);
    return { isObject: false, values: undefined, shape: undefined };
  }
  const tensor: FlatTensor = { isObject: true, values: undefined, shape: undefined };
  eachKey(cursor, (key) => {
    if (key === 'values') tensor.values = scanNumericList(cursor, true) ?? skipRange(cursor);
    else if (key === 'shape') tensor.shape = parseValue(cursor, 3);
    else skipValue(cursor, 3);
  });
  return tensor;
}

/** Gives the values their shape. `field` names the tensor in messages. */
export function toTensorPayload(flat: FlatTensor, field: string): Payload {
  const { isObject, values, shape } = flat;
  if (!isObject) throw badData(`${field} must be an object with shape and values`);
  if (values === undefined) throw badData(`${field}.values is missing`);
  if (shape === undefined) throw badData(`${field}.shape is missing`);
  // null leaves the values in the shape that they have.
  if (shape === null) return 'utf8' in values ? asList(values, field) : { kind: 'tensor', tensor: values };
  if ('utf8' in values) return { kind: 'list', json: reshapeList(values, shape, field) };
  const sizes = resolveShape(shape, values.data.length, field);
  // The count has been checked; the dtype does not change.
  return { kind: 'tensor', tensor: { dtype: values.dtype, shape: sizes, data: values.data } as Tensor };
}

function asList(json: JsonText, field: string): Payload {
  listShape(json, `${field}.values`);
  return { kind: 'list', json };
}

/** The sizes of a shape, with the one that may be -1 worked out. Throws when they do not fit the number of values. */
export function resolveShape(shape: JsonValue, count: number, field: string): number[] {
  const given = typeof shape === 'number' ? [shape] : shape;
  // Nearly every shape: nothing to be worked out.
  if (Array.isArray(given) && count > 0 && given.length <= 4 && productOf(given) === count) return given as number[];
  if (!Array.isArray(given)) throw badData(`${field}.shape must be a list of integers`);
  if (given.length > MAX_DIMENSIONS) throw badData(`${field}.shape has more than ${MAX_DIMENSIONS} dimensions`);
  let unknown = -1;
  const sizes = (given as readonly JsonValue[]).map((size, axis) => {
    if (typeof size !== 'number' || !Number.isInteger(size) || size < -1) {
      throw badData(`${field}.shape[${axis}] must be an integer from 0 on, or -1 once`);
    }
    if (size !== -1) return size;
    if (unknown !== -1) throw badData(`${field}.shape has more than one -1`);
    unknown = axis;
    return 1;
  });
  const known = elementCount(sizes);
  if (unknown !== -1 && known > 0 && count % known === 0) sizes[unknown] = count / known;
  if (elementCount(sizes) !== count || (unknown !== -1 && known === 0)) {
    throw badData(`${field}.shape [${given.join(', ')}] does not fit the ${count} elements of ${field}.values`);
  }
  if (count === 0 && elementCount(sizes.filter((size) => size > 0)) > MAX_EMPTY_PLACES) {
    throw badData(`${field}.shape [${given.join(', ')}] is too large for an array without elements`);
  }
  return sizes;
}

/** The product of sizes from 1 on; NaN when one is something else. */
function productOf(sizes: readonly JsonValue[]): number {
  let product = 1;
  for (const size of sizes) {
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) return Number.NaN;
    product *= size;
  }
  return product;
}

/** The text of a list with the same elements in another shape. */
function reshapeList(json: JsonText, shape: JsonValue, field: string): JsonText {
  const cursor = createJsonCursor(json.utf8);
  const elements: Uint8Array[] = [];
  const found = walkList(cursor, `${field}.values`, (at) => {
    const start = at.pos;
    skipValue(at);
    elements.push(json.utf8.subarray(start, at.pos));
  });
  const sizes = resolveShape(shape, elements.length, field);
  if (sizes.length === found.length && sizes.every((size, axis) => size === found[axis])) return json;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let next = 0;
  const build = (axis: number): string => {
    if (axis === sizes.length) return decoder.decode(elements[next++]);
    const items: string[] = [];
    for (let i = 0; i < (sizes[axis] as number); i++) items.push(build(axis + 1));
    return `[${items.join(',')}]`;
  };
  return { utf8: new TextEncoder().encode(build(0)), lenient: json.lenient };
}
