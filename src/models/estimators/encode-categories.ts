import { RadiantError } from '../../base/errors.ts';
import type { Cell, Column, Features, Table } from './features.ts';

/** The categories of a column in the order of their codes: code i stands for categories[i]. */
export type CategoryList = readonly (string | number | boolean)[];

/**
 * Brings the categorical columns of a table to codes, as pandas' category dtype does: an unknown category or a missing
 * value becomes NaN. Other columns, and everything that is no table, stay as they are.
 */
export function encodeCategories(features: Features, categories: readonly (CategoryList | undefined)[]): Features {
  if (features.kind !== 'table') return features;
  const columns = features.columns.map((column, c): Column => {
    const list = categories[c];
    return list === undefined ? column : { name: column.name, values: encode(column, list) };
  });
  const encoded: Table = { kind: 'table', rows: features.rows, columns };
  return encoded;
}

function encode(column: Column, list: CategoryList): Float64Array {
  const codes = new Map<Cell, number>(list.map((category, code) => [category, code]));
  // Numbers are codes already where the categories are texts.
  const takesCodes = column.values instanceof Float64Array && list.every((category) => typeof category === 'string');
  return takesCodes
    ? (column.values as Float64Array)
    : Float64Array.from(column.values as readonly Cell[], (cell) => codeOf(codes, cell));
}

function codeOf(codes: ReadonlyMap<Cell, number>, cell: Cell): number {
  if (cell === null) return Number.NaN;
  return codes.get(typeof cell === 'bigint' ? Number(cell) : cell) ?? Number.NaN;
}

/** The error for text in a categorical column whose categories the file does not tell. */
export function unknownCategories(column: string): RadiantError {
  return new RadiantError(
    'INVALID_ARGUMENT',
    `column ${column} is categorical and the model file does not say which categories its codes stand for: give the codes`,
    { reason: 'BAD_DTYPE' },
  );
}
