import { malformed } from '../model-file-error.ts';

/** Numbers of a typed UBJSON array, or of a JSON array that holds nothing else. */
export type NumberList =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Int32Array
  | readonly never[];

/** A JSON or UBJSON value of a model file. Objects are Maps, so that no key of a file means anything to JavaScript. */
export type ModelJson =
  | null
  | boolean
  | number
  | string
  | Exclude<NumberList, readonly never[]>
  | readonly ModelJson[]
  | ReadonlyMap<string, ModelJson>;

/** A value and where it stands (`learner.gradient_booster`), for messages. */
export interface JsonField {
  readonly path: string;
  readonly value: ModelJson | undefined;
}

/** The field `name` of an object; its value is undefined where the object has none. Throws when `parent` is no object. */
export function fieldOf(parent: JsonField, name: string): JsonField {
  return { path: parent.path === '' ? name : `${parent.path}.${name}`, value: objectOf(parent).get(name) };
}

export function fieldAt(root: JsonField, ...names: readonly string[]): JsonField {
  return names.reduce(fieldOf, root);
}

export function objectOf(field: JsonField): ReadonlyMap<string, ModelJson> {
  if (field.value instanceof Map) return field.value as ReadonlyMap<string, ModelJson>;
  throw wrongField(field, 'want an object');
}

export function textOf(field: JsonField): string {
  if (typeof field.value === 'string') return field.value;
  throw wrongField(field, 'want a text');
}

/** A number; XGBoost writes many of its numbers as text. */
export function numberOf(field: JsonField): number {
  const { value } = field;
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && NUMBER.test(value)) return Number(value);
  throw wrongField(field, `want a number${typeof value === 'string' ? `, not ${quote(value)}` : ''}`);
}

export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A whole number from `least` to `most`, both inclusive. */
export function integerOf(field: JsonField, least: number, most: number): number {
  const value = numberOf(field);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrongField(field, `is ${value}, want a whole number from ${least} to ${most}`);
}

/** A list of numbers (booleans count), of `length` where that is given. */
export function numbersOf(field: JsonField, length?: number): ArrayLike<number> {
  const { value } = field;
  const list = ArrayBuffer.isView(value) ? value : Array.isArray(value) ? toNumbers(value) : undefined;
  if (list === undefined) throw wrongField(field, 'want a list of numbers');
  if (length !== undefined && list.length !== length)
    throw wrongField(field, `has ${list.length} numbers, want ${length}`);
  return list;
}

function toNumbers(items: readonly ModelJson[]): Float64Array | undefined {
  const numbers = new Float64Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (typeof item !== 'number' && typeof item !== 'boolean') return undefined;
    numbers[i] = Number(item);
  }
  return numbers;
}

/** Whole numbers within bounds. `what` names what is wrong with the others. */
export function integersOf(field: JsonField, least: number, most: number, length?: number): Int32Array {
  const numbers = numbersOf(field, length);
  const integers = new Int32Array(numbers.length);
  for (let i = 0; i < integers.length; i++) {
    const value = numbers[i]!;
    if (!(value >= least && value <= most) || !Number.isInteger(value)) {
      throw wrongField(field, `holds ${value} at ${i}, want whole numbers from ${least} to ${most}`);
    }
    integers[i] = value;
  }
  return integers;
}

/** The items of a list of anything. */
export function itemsOf(field: JsonField): readonly ModelJson[] {
  const { value } = field;
  if (Array.isArray(value)) return value as readonly ModelJson[];
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  throw wrongField(field, 'want a list');
}

export function textsOf(field: JsonField): readonly string[] {
  const items = itemsOf(field);
  if (items.every((item) => typeof item === 'string')) return items as readonly string[];
  throw wrongField(field, 'want a list of texts');
}

export function wrongField(field: JsonField, problem: string) {
  return malformed(`${field.path}: ${field.value === undefined ? 'is missing' : problem}`);
}

/** A piece of the file for a message: short and without control characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
