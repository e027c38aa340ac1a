import type { Described, DescribedArray, DescribedObject } from '../formats/described.ts';
import { createModelFileError } from '../formats/model-file-error.ts';
import { formatDtype } from '../formats/numpy/parse-dtype.ts';

/** A numeric array of the file as float64, with its shape. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface ArrayRules {
  /** Allowed numbers of dimensions. */
  readonly dimensions?: readonly number[];
  /** Required size per dimension; undefined where any size will do. */
  readonly shape?: readonly (number | undefined)[];
  readonly isFinite?: boolean;
}

/** Reads attributes of a described estimator; every error names the class and the attribute and says what was wanted. */
export function badAttribute(object: DescribedObject, name: string, problem: string) {
  return createModelFileError('MALFORMED_MODEL', `${object.name}.${name}: ${problem}`);
}

export function hasAttribute(object: DescribedObject, name: string): boolean {
  const value = object.state.get(name);
  return value !== undefined && value !== null;
}

/** The first of several names that the object has: attributes were renamed between versions. Throws when none is there. */
export function anyAttribute(object: DescribedObject, ...names: readonly string[]): Described {
  for (const name of names) {
    const value = object.state.get(name);
    if (value !== undefined) return value;
  }
  throw createModelFileError(
    'MALFORMED_MODEL',
    `${object.name} has no attribute ${names.join(' or ')}: was it fitted before it was saved?`,
  );
}

/** A numeric array (a number counts as shape []). bool and integers are widened; text, objects and complex are refused. */
export function readNumbers(object: DescribedObject, name: string, rules: ArrayRules = {}): NumberArray {
  const value = anyAttribute(object, name);
  const array = toNumberArray(value);
  if (array === undefined) throw badAttribute(object, name, `want an array of numbers, but it is ${describe(value)}`);
  checkRules(object, name, array, rules);
  return array;
}

function checkRules(object: DescribedObject, name: string, array: NumberArray, rules: ArrayRules): void {
  const given = `[${array.shape.join(', ')}]`;
  if (rules.dimensions !== undefined && !rules.dimensions.includes(array.shape.length)) {
    throw badAttribute(object, name, `has shape ${given}, want ${rules.dimensions.join(' or ')} dimensions`);
  }
  if (rules.shape !== undefined) {
    const fits =
      rules.shape.length === array.shape.length &&
      rules.shape.every((size, axis) => size === undefined || size === array.shape[axis]);
    if (!fits)
      throw badAttribute(
        object,
        name,
        `has shape ${given}, want [${rules.shape.map((size) => size ?? 'any').join(', ')}]`,
      );
  }
  if (rules.isFinite === true && !array.data.every(Number.isFinite)) {
    throw badAttribute(object, name, 'holds NaN or infinity, want finite numbers');
  }
}

/** Gives a described value as numbers, or undefined when it holds none. Lists of numbers count, nested ones do not. */
export function toNumberArray(value: Described | undefined): NumberArray | undefined {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return { shape: [], data: Float64Array.of(Number(value)) };
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (value.kind === 'array') return arrayToNumbers(value);
  if (value.kind !== 'list' && value.kind !== 'tuple') return undefined;
  const data = new Float64Array(value.items.length);
  for (let i = 0; i < data.length; i++) {
    const item = toNumberArray(value.items[i]);
    if (item === undefined || item.shape.length > 0) return undefined;
    data[i] = item.data[0]!;
  }
  return { shape: [data.length], data };
}

function arrayToNumbers(array: DescribedArray): NumberArray | undefined {
  if (array.data !== undefined) {
    const data =
      array.data instanceof Float64Array
        ? array.data
        : Float64Array.from(array.data as Iterable<number | bigint>, Number);
    return { shape: array.shape, data };
  }
  // An object array of plain numbers is what numpy makes of ragged or mixed input that happened to be neither.
  if (array.values === undefined || array.dtype.kind !== 'O') return undefined;
  const data = new Float64Array(array.values.length);
  for (let i = 0; i < data.length; i++) {
    const item = toNumberArray(array.values[i]);
    if (item === undefined || item.shape.length > 0) return undefined;
    data[i] = item.data[0]!;
  }
  return { shape: array.shape, data };
}

/** A single number (numpy scalars count). Throws when it is missing or no number. */
export function readNumber(object: DescribedObject, name: string): number {
  const array = toNumberArray(anyAttribute(object, name));
  if (array === undefined || array.data.length !== 1) throw badAttribute(object, name, 'want a number');
  return array.data[0]!;
}

/** A whole number within bounds, both inclusive. */
export function readInteger(object: DescribedObject, name: string, least = 0, most = 2 ** 31 - 1): number {
  const value = readNumber(object, name);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw badAttribute(object, name, `is ${value}, want a whole number from ${least} to ${most}`);
  }
  return value;
}

/** True or false; numbers count as in Python. `fallback` stands for an attribute that older versions did not have. */
export function readBoolean(object: DescribedObject, name: string, fallback?: boolean): boolean {
  const value = object.state.get(name);
  if (value === undefined && fallback !== undefined) return fallback;
  const array = toNumberArray(value);
  if (array === undefined || array.data.length !== 1) throw badAttribute(object, name, 'want True or False');
  return array.data[0] !== 0;
}

/** A text. `fallback` stands for an attribute that older versions did not have. */
export function readText(object: DescribedObject, name: string, fallback?: string): string {
  const value = object.state.get(name);
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'string') throw badAttribute(object, name, `want a text, but it is ${describe(value ?? null)}`);
  return value;
}

/** A list of texts from a list, tuple or text array. */
export function readTexts(object: DescribedObject, name: string): readonly string[] {
  const items = itemsOf(anyAttribute(object, name));
  if (items === undefined || !items.every((item) => typeof item === 'string'))
    throw badAttribute(object, name, 'want a list of texts');
  return items as readonly string[];
}

/** The items of a list, tuple, set or object array, in order; undefined for anything else. */
export function itemsOf(value: Described | undefined): readonly Described[] | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set') return value.items;
  return value.kind === 'array' ? value.values : undefined;
}

/** The items of a list-like attribute. */
export function readItems(object: DescribedObject, name: string): readonly Described[] {
  const items = itemsOf(anyAttribute(object, name));
  if (items === undefined) throw badAttribute(object, name, 'want a list');
  return items;
}

/** The entries of a dict attribute. */
export function readDict(object: DescribedObject, name: string): ReadonlyMap<Described, Described> {
  const value = anyAttribute(object, name);
  if (isObject(value) || (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dict'))
    return value.entries;
  throw badAttribute(object, name, 'want a dict');
}

export function isObject(value: Described | undefined): value is DescribedObject {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'object';
}

/** What a described value is, in a few words, for messages. */
export function describe(value: Described): string {
  if (value === null) return 'None';
  if (typeof value !== 'object') return typeof value === 'string' ? 'a text' : `the ${typeof value} ${value}`;
  if (value instanceof Uint8Array) return 'bytes';
  if (value.kind === 'array')
    return `an array of dtype ${formatDtype(value.dtype)} and shape [${value.shape.join(', ')}]`;
  if (value.kind === 'object' || value.kind === 'global')
    return `${value.kind === 'global' ? 'the class' : 'a'} ${value.name}`;
  return `a ${value.kind}`;
}
