import { createTensor, type Tensor } from '../tensor.ts';
import { createJsonCursor, expectEnd, type JsonCursor, NUMBER_KIND, peekByte } from './json-cursor.ts';
import type { JsonText, JsonValue } from './json-text.ts';
import { walkList } from './list-shape.ts';
import { parseNumber, parseValue } from './parse-json.ts';
import { scanNumericList } from './scan-numeric-list.ts';

/**
 * A tensor of a nested list (or of a single value) with numpy's rules: numbers int64, uint64 or float64; true and false
 * bool, together with numbers numbers; text string, together with numbers or booleans all text as Python writes it;
 * null, objects and integers beyond 64 bits make it json, whose elements are JSON values.
 * Throws INVALID_ARGUMENT when the list is ragged or deeper than 32 levels.
 */
export function listToTensor(json: JsonText): Tensor {
  const cursor = createJsonCursor(json.utf8);
  const numeric = scanNumericList(cursor);
  if (numeric !== undefined) {
    expectEnd(cursor);
    return numeric;
  }
  const leaves = createLeaves();
  const shape = walkList(cursor, 'the list', (at) => readLeaf(at, leaves));
  expectEnd(cursor);
  return toTensor(shape, leaves);
}

interface Leaves {
  readonly values: JsonValue[];
  /** By index: true for numbers written as floats, which `1.0` no longer shows once it is a value. */
  readonly isFloat: boolean[];
  bools: number;
  texts: number;
  floats: number;
  /** Integers within int64, and those of uint64 beyond. */
  signed: number;
  unsigned: number;
  others: number;
}

function createLeaves(): Leaves {
  return { values: [], isFloat: [], bools: 0, texts: 0, floats: 0, signed: 0, unsigned: 0, others: 0 };
}

function readLeaf(cursor: JsonCursor, leaves: Leaves): void {
  const byte = peekByte(cursor);
  const isNumber = byte === 0x2d || (byte >= 0x30 && byte <= 0x39) || byte === 0x4e || byte === 0x49;
  const value = isNumber ? parseNumber(cursor) : parseValue(cursor);
  const isFloat = isNumber && cursor.numberKind === NUMBER_KIND.float;
  leaves.values.push(value);
  leaves.isFloat.push(isFloat);
  if (isFloat) leaves.floats++;
  else if (isNumber) countInteger(value as number | bigint, leaves);
  else if (typeof value === 'boolean') leaves.bools++;
  else if (typeof value === 'string') leaves.texts++;
  else leaves.others++;
}

function countInteger(value: number | bigint, leaves: Leaves): void {
  if (typeof value === 'number' || BigInt.asIntN(64, value) === value) leaves.signed++;
  else if (BigInt.asUintN(64, value) === value) leaves.unsigned++;
  else leaves.others++;
}

function toTensor(shape: readonly number[], leaves: Leaves): Tensor {
  const { values, bools, texts, floats, signed, unsigned, others } = leaves;
  if (others > 0) return createTensor('json', shape, values);
  if (texts > 0)
    return createTensor(
      'string',
      shape,
      values.map((value, i) => pythonText(value, leaves.isFloat[i] === true)),
    );
  if (floats > 0 || (signed > 0 && unsigned > 0) || values.length === 0) {
    return createTensor('float64', shape, Float64Array.from(values, Number));
  }
  if (unsigned > 0) return createTensor('uint64', shape, BigUint64Array.from(values, toBigInt));
  if (signed > 0) return createTensor('int64', shape, BigInt64Array.from(values, toBigInt));
  if (bools > 0) return createTensor('bool', shape, Uint8Array.from(values, Number));
  return createTensor('json', shape, values);
}

function toBigInt(value: JsonValue): bigint {
  return BigInt(value as number | bigint | boolean);
}

/** How numpy writes a value that has to become text: Python's `str`. */
function pythonText(value: JsonValue, isFloat: boolean): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return isFloat ? pythonFloat(value as number) : String(value);
}

/** Python's `repr` of a float: the shortest digits, an exponent below 1e-4 and from 1e16 on, of two digits at least. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) {
    const text = String(value);
    return Number.isInteger(value) ? `${text}.0` : text;
  }
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}
