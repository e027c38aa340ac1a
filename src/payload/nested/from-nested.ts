import { RadiantError } from '../../base/errors.ts';
import { createTensor, elementCount, type Tensor } from '../tensor.ts';

/** As many dimensions as numpy has. */
const MAX_DIMENSIONS = 64;

/** A list, or a typed array that stands for a list of numbers. */
type List = ArrayLike<unknown>;

/**
 * A tensor from nested arrays (typed arrays count as lists of numbers), or from a single value (no dimensions).
 * The dtype follows from the elements: all numbers float64, numbers with bigints int64 when all are integers that fit,
 * all booleans bool, all text string; anything else is kept as it is, dtype json. An empty list is float64.
 * Throws INVALID_ARGUMENT when lists of one level differ in length, or nest deeper than 64 levels.
 */
export function fromNested(value: unknown): Tensor {
  if (Array.isArray(value) && typeof value[0] === 'number') {
    const flat = readFlatNumbers(value);
    if (flat !== undefined) return createTensor('float64', [value.length], flat);
  }
  const shape = findShape(value);
  assertShape(value, shape, 0);
  const count = elementCount(shape);
  return readNumbers(value, shape, count) ?? fromElements(readElements(value, shape), shape);
}

/** Sizes along the first element of every level. Levels end where the first element is no list. */
function findShape(value: unknown): number[] {
  const shape: number[] = [];
  for (let level = value; isList(level); level = level[0]) {
    if (shape.length === MAX_DIMENSIONS) throw bad(`lists are nested deeper than ${MAX_DIMENSIONS} levels`, 'TOO_DEEP');
    shape.push(level.length);
  }
  return shape;
}

/** Checks before anything is allocated: the product of the shape is then the number of elements there are. */
function assertShape(value: unknown, shape: readonly number[], axis: number): void {
  if (axis === shape.length) {
    if (isList(value)) throw ragged('a list', axis, 'a single value');
    return;
  }
  if (!isList(value)) throw ragged('a single value', axis, `a list of ${shape[axis]}`);
  if (value.length !== shape[axis]) throw ragged(`a list of ${value.length}`, axis, `a list of ${shape[axis]}`);
  if (ArrayBuffer.isView(value)) return;
  for (let i = 0; i < value.length; i++) {
    const inner = value[i];
    if (axis + 1 < shape.length || typeof inner === 'object') assertShape(inner, shape, axis + 1);
  }
}

/** The short way for a list of numbers; undefined when something else is among them. */
function readFlatNumbers(list: readonly unknown[]): Float64Array | undefined {
  const data = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value !== 'number') return undefined;
    data[i] = value;
  }
  return data;
}

/** The way for plain numbers: straight into a Float64Array; undefined at the first element that is none. */
function readNumbers(value: unknown, shape: readonly number[], count: number): Tensor | undefined {
  const data = new Float64Array(count);
  let next = 0;
  const fill = (level: unknown, axis: number): boolean => {
    if (axis === shape.length) {
      if (typeof level !== 'number') return false;
      data[next++] = level;
      return true;
    }
    const list = level as List;
    for (let i = 0; i < list.length; i++) if (!fill(list[i], axis + 1)) return false;
    return true;
  };
  return fill(value, 0) ? createTensor('float64', shape, data) : undefined;
}

function readElements(value: unknown, shape: readonly number[]): unknown[] {
  let level: List = [value];
  for (let axis = 0; axis < shape.length; axis++) {
    const flat: unknown[] = [];
    for (let i = 0; i < level.length; i++) {
      const list = level[i] as List;
      for (let j = 0; j < list.length; j++) flat.push(list[j]);
    }
    level = flat;
  }
  return level as unknown[];
}

function fromElements(elements: unknown[], shape: readonly number[]): Tensor {
  if (elements.every((element) => typeof element === 'string')) return createTensor('string', shape, elements);
  if (elements.every((element) => typeof element === 'boolean')) {
    return createTensor('bool', shape, Uint8Array.from(elements, Number));
  }
  if (elements.every(isInteger64)) return createTensor('int64', shape, BigInt64Array.from(elements, BigInt));
  return createTensor('json', shape, elements);
}

function isInteger64(element: unknown): element is number | bigint {
  if (typeof element === 'number') return Number.isSafeInteger(element);
  return typeof element === 'bigint' && BigInt.asIntN(64, element) === element;
}

function isList(value: unknown): value is List {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function ragged(found: string, axis: number, wanted: string): RadiantError {
  const where = axis === 0 ? 'at the top' : `at level ${axis + 1}`;
  return bad(`the lists are ragged: there is ${found} ${where} where the first one has ${wanted}`, 'RAGGED');
}

function bad(message: string, reason: string): RadiantError {
  return new RadiantError('INVALID_ARGUMENT', message, { reason });
}
