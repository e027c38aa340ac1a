import { RadiantError } from '../../base/errors.ts';
import { createTensor, type Tensor } from '../../payload/index.ts';

/** Numbers in row-major order: (rows, columns). */
export interface DenseMatrix {
  readonly kind: 'dense';
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** The shape of the library's answer where it is another: (rows,) of isotonic regression's transform. */
  readonly answerShape?: readonly number[];
}

/** Compressed sparse rows: the entries of row i are indptr[i] .. indptr[i + 1] of indices and data, indices ascending. */
export interface SparseMatrix {
  readonly kind: 'sparse';
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly data: Float64Array;
}

/** A cell that is not a plain number column's: null is a missing value. */
export type Cell = string | number | bigint | boolean | null;

export interface Column {
  /** Undefined where the data came without names. */
  readonly name: string | undefined;
  readonly values: Float64Array | readonly Cell[];
}

/** Columns of unlike types, as a data frame or an object array has them. */
export interface Table {
  readonly kind: 'table';
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** One text per row, for vectorisers. */
export interface Texts {
  readonly kind: 'texts';
  readonly rows: number;
  readonly values: readonly string[];
}

/** What estimators take, and what transformers hand to the next step. */
export type Features = DenseMatrix | SparseMatrix | Table | Texts;

export function createDense(
  rows: number,
  columns: number,
  data: Float64Array = new Float64Array(rows * columns),
): DenseMatrix {
  return { kind: 'dense', rows, columns, data };
}

/** A sparse answer of a vectorizer with a million words becomes no larger an array than this: 512 MB. */
const MAX_DENSE_CELLS = 2 ** 26;

/** Gives the features as a dense matrix; text cells that are no numbers give INVALID_ARGUMENT naming row and column. */
export function toDense(features: Features): DenseMatrix {
  switch (features.kind) {
    case 'dense':
      return features;
    case 'sparse':
      return sparseToDense(features);
    case 'table':
      return tableToDense(features);
    case 'texts':
      throw new RadiantError('INVALID_ARGUMENT', 'the model wants numbers, but texts were given', {
        reason: 'BAD_DTYPE',
      });
  }
}

/** Gives the features as numbers, sparse where they are sparse already. */
export function toNumeric(features: Features): DenseMatrix | SparseMatrix {
  return features.kind === 'sparse' ? features : toDense(features);
}

/** Gives a transformer's answer as a tensor (rows, columns): float64, or json where cells are of unlike types. */
export function toTensor(features: Features): Tensor {
  if (features.kind === 'texts') return createTensor('string', [features.rows], features.values);
  if (features.kind !== 'table' || features.columns.every(({ values }) => values instanceof Float64Array)) {
    const dense = toDense(features);
    return createTensor('float64', dense.answerShape ?? [dense.rows, dense.columns], dense.data);
  }
  const { rows, columns } = features;
  const cells: Cell[] = [];
  for (let row = 0; row < rows; row++) for (const column of columns) cells.push(column.values[row] ?? null);
  return createTensor('json', [rows, columns.length], cells);
}

function sparseToDense(matrix: SparseMatrix): DenseMatrix {
  if (matrix.rows * matrix.columns > MAX_DENSE_CELLS) {
    throw new RadiantError(
      'RESOURCE_EXHAUSTED',
      `${matrix.rows} rows of ${matrix.columns} columns are too many for a dense array (${MAX_DENSE_CELLS} values): ask for fewer rows`,
      { reason: 'TOO_LARGE' },
    );
  }
  const dense = createDense(matrix.rows, matrix.columns);
  for (let row = 0; row < matrix.rows; row++) {
    for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at++) {
      dense.data[row * matrix.columns + matrix.indices[at]!] = matrix.data[at]!;
    }
  }
  return dense;
}

function tableToDense(table: Table): DenseMatrix {
  const columns = table.columns.length;
  const dense = createDense(table.rows, columns);
  table.columns.forEach((column, c) => {
    for (let row = 0; row < table.rows; row++) {
      dense.data[row * columns + c] = toNumber(column.values[row] as Cell, row, column.name ?? String(c));
    }
  });
  return dense;
}

function toNumber(cell: Cell, row: number, column: string): number {
  if (cell === null) return Number.NaN;
  const value = Number(cell);
  if (typeof cell === 'string' && (Number.isNaN(value) || cell.trim() === '')) {
    throw new RadiantError(
      'INVALID_ARGUMENT',
      `row ${row}, column ${column}: the model wants a number, but text was given`,
      {
        reason: 'BAD_DTYPE',
      },
    );
  }
  return value;
}
