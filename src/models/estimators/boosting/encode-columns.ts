import type { Described, DescribedObject } from '../../formats/described.ts';
import { type Cell, type Column, createDense, type DenseMatrix, type Features, toDense } from '../features.ts';
import { selectColumns } from '../pipeline/select-columns.ts';
import { badAttribute, isObject, itemsOf, toNumberArray } from '../read-attributes.ts';

/** What `_preprocessor` does: categorical columns become codes and move to the front, the others follow as they are. */
export interface ColumnEncoding {
  /** Column of the input for each column of the trees. */
  readonly sources: Int32Array;
  /** Codes of the categories of the first columns. */
  readonly codes: readonly ReadonlyMap<Cell, number>[];
  /** True when some category is a text: the input is a table then. */
  readonly hasTexts: boolean;
}

/**
 * Reads `_preprocessor` (from scikit-learn 1.4 on, where features are categorical): a ColumnTransformer of an
 * OrdinalEncoder, which gives NaN for unknown and missing values, and a function that only checks.
 */
export function readColumnEncoding(object: DescribedObject): ColumnEncoding | undefined {
  const preprocessor = object.state.get('_preprocessor') ?? null;
  if (preprocessor === null) return undefined;
  const mask = toNumberArray(object.state.get('is_categorical_'));
  if (mask === undefined) throw badAttribute(object, 'is_categorical_', 'want a mask of the features');
  const encoder = findEncoder(preprocessor);
  if (encoder === undefined) throw badAttribute(object, '_preprocessor', 'want a fitted encoder of categories');
  const columns = [...mask.data.keys()];
  const categorical = columns.filter((c) => mask.data[c] !== 0);
  const lists = itemsOf(encoder.state.get('categories_')) ?? [];
  if (lists.length !== categorical.length)
    throw badAttribute(object, '_preprocessor', `has categories for ${lists.length} of ${categorical.length} features`);
  const codes = lists.map((list) => readCodes(object, list));
  return {
    sources: Int32Array.from([...categorical, ...columns.filter((c) => mask.data[c] === 0)]),
    codes,
    hasTexts: codes.some((map) => [...map.keys()].some((category) => typeof category === 'string')),
  };
}

function findEncoder(preprocessor: Described): DescribedObject | undefined {
  if (!isObject(preprocessor)) return undefined;
  for (const entry of itemsOf(preprocessor.state.get('transformers_')) ?? []) {
    const [name, transformer] = itemsOf(entry) ?? [];
    if (name === 'encoder' && isObject(transformer)) return transformer;
  }
  return undefined;
}

/** Categories are numbers, texts or booleans; NaN at the end stands for missing values and has no code. */
function readCodes(object: DescribedObject, list: Described): ReadonlyMap<Cell, number> {
  const items = itemsOf(list) ?? toNumberArray(list)?.data;
  if (items === undefined) throw badAttribute(object, '_preprocessor', 'has categories that are no list');
  const codes = new Map<Cell, number>();
  Array.from<Described | number>(items).forEach((item, code) => {
    const isScalar = typeof item === 'object' && item !== null && 'kind' in item && item.kind === 'array';
    const category = isScalar ? toNumberArray(item)?.data[0] : item;
    if (category !== null && typeof category === 'object')
      throw badAttribute(object, '_preprocessor', 'has a category that is no number, text or boolean');
    if (category !== undefined && !Number.isNaN(category)) codes.set(keyOf(category), code);
  });
  return codes;
}

/** Equal in Python means the same key: True is 1, and an int64 is a number. */
function keyOf(cell: Cell): Cell {
  return typeof cell === 'bigint' || typeof cell === 'boolean' ? Number(cell) : cell;
}

/** The columns as the trees count them, a table's by name. Unknown categories and missing values become NaN. */
export function encodeColumns(
  features: Features,
  { sources, codes }: ColumnEncoding,
  names: readonly string[] | undefined,
): DenseMatrix {
  const fitted = { names, count: sources.length };
  const moved = selectColumns(features, { kind: 'positions', positions: sources }, fitted);
  if (moved.kind === 'table') {
    const columns = moved.columns.map((column, c): Column => {
      const map = codes[c];
      return map === undefined ? column : { name: column.name, values: encode(column.values, map) };
    });
    return toDense({ kind: 'table', rows: moved.rows, columns });
  }
  const dense = toDense(moved);
  const encoded = createDense(dense.rows, dense.columns, dense.data.slice());
  codes.forEach((map, c) => {
    for (let at = c; at < encoded.data.length; at += encoded.columns) {
      encoded.data[at] = map.get(encoded.data[at]!) ?? Number.NaN;
    }
  });
  return encoded;
}

function encode(cells: ArrayLike<Cell>, codes: ReadonlyMap<Cell, number>): Float64Array {
  return Float64Array.from(cells, (cell) => codes.get(keyOf(cell)) ?? Number.NaN);
}
