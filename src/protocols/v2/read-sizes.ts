import type { JsonValue } from '../../payload/index.ts';
import type { Location, SchemaProblem } from './schema-error.ts';

/** Texts that stand for a whole number: `2`, ` -1 `, `+2`, `2.0`. */
const WHOLE_TEXT = /^\s*([+-]?\d{1,15})(?:\.0*)?\s*$/;
const INT64_LIMIT = 2n ** 63n;

/** The sizes of a shape. Whole numbers count however they are written; what is none goes to `problems`, each with its place. */
export function readSizes(sizes: readonly JsonValue[], loc: Location, problems: SchemaProblem[]): readonly number[] {
  const shape: number[] = [];
  for (const [i, size] of sizes.entries()) {
    const number = toSize(size);
    if (number === undefined) problems.push({ ...problemOf(size), loc: [...loc, i], input: size });
    else shape.push(number);
  }
  return shape;
}

function toSize(size: JsonValue): number | undefined {
  if (typeof size === 'number') return Number.isInteger(size) ? size : undefined;
  if (typeof size === 'boolean') return Number(size);
  if (typeof size === 'bigint') return size < INT64_LIMIT && size >= -INT64_LIMIT ? Number(size) : undefined;
  const digits = typeof size === 'string' ? WHOLE_TEXT.exec(size)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
}

function problemOf(size: JsonValue): Pick<SchemaProblem, 'type' | 'msg'> {
  switch (typeof size) {
    case 'number':
      return { type: 'int_from_float', msg: 'Input should be a valid integer, got a number with a fractional part' };
    case 'bigint':
      return {
        type: 'int_parsing_size',
        msg: 'Unable to parse input string as an integer, exceeded maximum size',
      };
    case 'string':
      return {
        type: 'int_parsing',
        msg: 'Input should be a valid integer, unable to parse string as an integer',
      };
    default:
      return { type: 'int_type', msg: 'Input should be a valid integer' };
  }
}
