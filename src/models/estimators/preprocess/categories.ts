import { RadiantError } from '../../../base/errors.ts';
import type { Described, DescribedObject } from '../../formats/described.ts';
import type { Cell, Column, Features } from '../features.ts';
import { anyAttribute, badAttribute, itemsOf, readItems, toNumberArray } from '../read-attributes.ts';

/** The categories of one column, in the order of their codes. */
export interface Categories {
  /** Cell (numbers and booleans as numbers, as Python compares them) -> code. NaN and null are not in it. */
  readonly codes: ReadonlyMap<string | number, number>;
  readonly count: number;
  readonly names: readonly string[];
  /** Code of a missing cell that is None; -1 where that is no category. */
  readonly noneCode: number;
  /** Code of a missing cell that is NaN; -1 where that is no category. */
  readonly nanCode: number;
  readonly isNumeric: boolean;
}

/** A row that the encoder has seen: the first category of each column. */
export function exampleOf(columns: readonly Categories[]): readonly (string | number | undefined)[] {
  return columns.map(({ codes }) => codes.keys().next().value);
}

/** Reads `categories_`: a list of arrays, one per column. */
export function readCategories(object: DescribedObject, name = 'categories_'): readonly Categories[] {
  return readItems(object, name).map((item, column) => {
    const items = toItems(item);
    if (items === undefined) throw badAttribute(object, `${name}[${column}]`, 'want an array of categories');
    return indexCategories(object, `${name}[${column}]`, items);
  });
}

/** Reads one array of categories or labels. */
export function readCategory(object: DescribedObject, name: string): Categories {
  const items = toItems(anyAttribute(object, name));
  if (items === undefined) throw badAttribute(object, name, 'want an array of labels');
  return indexCategories(object, name, items);
}

function toItems(value: Described): readonly Described[] | undefined {
  if (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'array' &&
    value.dtype.kind === 'b'
  ) {
    return Array.from(value.data as Uint8Array, (flag) => flag !== 0);
  }
  const plain = itemsOf(value);
  if (plain !== undefined) return plain;
  const numbers = toNumberArray(value);
  return numbers === undefined ? undefined : Array.from(numbers.data);
}

function indexCategories(object: DescribedObject, name: string, items: readonly Described[]): Categories {
  const codes = new Map<string | number, number>();
  let noneCode = -1;
  let nanCode = -1;
  let isNumeric = true;
  items.forEach((item, code) => {
    const value = toScalar(item);
    if (value === undefined)
      throw badAttribute(object, name, 'want categories that are texts, numbers, booleans or None');
    if (value === null) noneCode = code;
    else if (Number.isNaN(value)) nanCode = code;
    else codes.set(typeof value === 'string' ? value : Number(value), code);
    if (typeof value === 'string' || typeof value === 'boolean') isNumeric = false;
  });
  return {
    codes,
    count: items.length,
    names: items.map((item) => formatName(toScalar(item))),
    noneCode,
    nanCode,
    isNumeric,
  };
}

function toScalar(item: Described): Cell | undefined {
  if (item === null || typeof item === 'string' || typeof item === 'number') return item;
  if (typeof item === 'boolean' || typeof item === 'bigint') return item;
  const numbers = toNumberArray(item);
  return numbers?.data.length === 1 ? numbers.data[0]! : undefined;
}

/** As Python's str() writes it in a column's name. */
function formatName(value: Cell | undefined): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' && Number.isNaN(value)) return 'nan';
  return typeof value === 'number' && Number.isInteger(value) ? `${value}.0` : String(value);
}

/** The code of a cell, or -1 for one that is no category. */
export function codeOf(categories: Categories, cell: Cell): number {
  if (typeof cell === 'string') return categories.codes.get(cell) ?? -1;
  // A missing cell is whichever of None and NaN the training data held.
  if (cell === null) return categories.noneCode >= 0 ? categories.noneCode : categories.nanCode;
  const value = Number(cell);
  if (Number.isNaN(value)) return categories.nanCode >= 0 ? categories.nanCode : categories.noneCode;
  return categories.codes.get(value) ?? -1;
}

/** Fills `codes` (rows) with the codes of column `c`; -1 where a cell is no category. */
export function encodeColumn(features: Features, c: number, categories: Categories, codes: Int32Array): void {
  if (features.kind === 'table') {
    encodeCells(features.columns[c]!, categories, codes);
  } else if (features.kind === 'dense') {
    const { columns, data } = features;
    for (let row = 0; row < codes.length; row++) codes[row] = codeOf(categories, data[row * columns + c]!);
  } else if (features.kind === 'texts') {
    for (let row = 0; row < codes.length; row++) codes[row] = codeOf(categories, features.values[row]!);
  }
}

function encodeCells(column: Column, categories: Categories, codes: Int32Array): void {
  for (let row = 0; row < codes.length; row++) codes[row] = codeOf(categories, column.values[row]!);
}

/** The cell at (row, c), for messages. */
export function cellAt(features: Features, row: number, c: number): Cell {
  if (features.kind === 'table') return features.columns[c]!.values[row] ?? null;
  if (features.kind === 'texts') return features.values[row] ?? null;
  return features.kind === 'dense' ? features.data[row * features.columns + c]! : null;
}

/** handle_unknown='error': names row and column, never the cell's content. */
export function unknownCategory(features: Features, row: number, c: number): RadiantError {
  const name = features.kind === 'table' ? features.columns[c]?.name : undefined;
  const what = cellAt(features, row, c) === null ? 'a missing value' : 'a category';
  return new RadiantError(
    'INVALID_ARGUMENT',
    `row ${row}, column ${name ?? c}: ${what} that the encoder was not fitted with`,
    { reason: 'UNKNOWN_CATEGORY' },
  );
}
