import type { Described, DescribedObject } from '../formats/described.ts';
import { type DenseMatrix, type SparseMatrix, toDense } from './features.ts';
import { anyAttribute, badAttribute, describe, isObject, toNumberArray } from './read-attributes.ts';

/** Largest number of cells that a sparse attribute is widened to. */
const MAX_DENSE_CELLS = 2 ** 27;

export interface MatrixRules {
  readonly rows?: number;
  readonly columns?: number;
}

/** A matrix attribute, dense array or scipy csr/csc matrix. Checks the shape; sparse entries are within it and ascending. */
export function readMatrix(object: DescribedObject, name: string, rules: MatrixRules = {}): DenseMatrix | SparseMatrix {
  const value = anyAttribute(object, name);
  const matrix = isObject(value) ? readSparse(object, name, value) : readDenseArray(object, name, value);
  const { rows = matrix.rows, columns = matrix.columns } = rules;
  if (matrix.rows !== rows || matrix.columns !== columns) {
    throw badAttribute(object, name, `has shape [${matrix.rows}, ${matrix.columns}], want [${rows}, ${columns}]`);
  }
  return matrix;
}

/** As readMatrix, but always dense; a sparse one that would be too large is refused. */
export function readDense(object: DescribedObject, name: string, rules: MatrixRules = {}): DenseMatrix {
  const matrix = readMatrix(object, name, rules);
  if (matrix.rows * matrix.columns > MAX_DENSE_CELLS) {
    throw badAttribute(object, name, `has ${matrix.rows} x ${matrix.columns} cells, more than ${MAX_DENSE_CELLS}`);
  }
  return toDense(matrix);
}

function readDenseArray(object: DescribedObject, name: string, value: Described): DenseMatrix {
  const array = toNumberArray(value);
  if (array?.shape.length !== 2)
    throw badAttribute(object, name, `want a matrix of numbers, but it is ${describe(value)}`);
  const [rows, columns] = array.shape as [number, number];
  return { kind: 'dense', rows, columns, data: array.data };
}

function readSparse(owner: DescribedObject, name: string, value: DescribedObject): SparseMatrix {
  const form = /^(cs[rc])_(matrix|array)$/.exec(value.name)?.[1];
  if (form === undefined) throw badAttribute(owner, name, `want a dense, csr or csc matrix, but it is a ${value.name}`);
  const part = (key: string): Float64Array => {
    const array = toNumberArray(value.state.get(key));
    if (array?.shape.length !== 1) throw badAttribute(owner, name, `the sparse matrix has no ${key}`);
    return array.data;
  };
  const shape = part(value.state.has('_shape') ? '_shape' : 'shape');
  const [rows = -1, columns = -1] = shape;
  const isSize = (size: number): boolean => Number.isInteger(size) && size >= 0 && size < 2 ** 31;
  if (shape.length !== 2 || !isSize(rows) || !isSize(columns)) throw badAttribute(owner, name, `has shape [${shape}]`);
  const [major, minor] = form === 'csr' ? [rows, columns] : [columns, rows];
  const compressed = checkEntries(owner, name, part('indptr'), part('indices'), part('data'), major, minor);
  const matrix: SparseMatrix = { kind: 'sparse', rows: major, columns: minor, ...compressed };
  return form === 'csr' ? matrix : transposeSparse(matrix);
}

type Compressed = Pick<SparseMatrix, 'indptr' | 'indices' | 'data'>;

function checkEntries(
  owner: DescribedObject,
  name: string,
  indptr: Float64Array,
  indices: Float64Array,
  data: Float64Array,
  major: number,
  minor: number,
): Compressed {
  if (indptr.length !== major + 1 || indptr[0] !== 0) {
    throw badAttribute(owner, name, `the sparse matrix has ${indptr.length} row starts for ${major} rows`);
  }
  const count = indptr[major]!;
  if (indices.length < count || data.length < count) {
    throw badAttribute(
      owner,
      name,
      `the sparse matrix has ${Math.min(indices.length, data.length)} of ${count} entries`,
    );
  }
  for (let row = 0; row < major; row++) {
    const end = indptr[row + 1]!;
    if (!(end >= indptr[row]!) || end > count)
      throw badAttribute(owner, name, `the sparse matrix goes back in row ${row}`);
    for (let at = indptr[row]!; at < end; at++) {
      const column = indices[at]!;
      if (!(Number.isInteger(column) && column >= 0 && column < minor)) {
        throw badAttribute(owner, name, `has an entry in column ${column} of ${minor}`);
      }
    }
  }
  const compressed = { indptr: Int32Array.from(indptr), indices: Int32Array.from(indices), data };
  return isAscending(compressed, major) ? compressed : transposeTwice(compressed, major, minor);
}

function isAscending({ indptr, indices }: Compressed, rows: number): boolean {
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]! + 1; at < indptr[row + 1]!; at++) if (indices[at]! <= indices[at - 1]!) return false;
  }
  return true;
}

/** A transposition leaves ascending indices behind, so two of them sort the rows in linear time. */
function transposeTwice(entries: Compressed, rows: number, columns: number): Compressed {
  return transposeSparse(transposeSparse({ kind: 'sparse', rows, columns, ...entries }));
}

/** The transposed matrix, rows sorted by index. Entries of one cell are not added up. */
export function transposeSparse(matrix: SparseMatrix): SparseMatrix {
  const count = matrix.indptr[matrix.rows]!;
  const indptr = new Int32Array(matrix.columns + 1);
  for (let at = 0; at < count; at++) indptr[matrix.indices[at]! + 1]!++;
  for (let column = 0; column < matrix.columns; column++) indptr[column + 1]! += indptr[column]!;
  const next = indptr.slice();
  const indices = new Int32Array(count);
  const data = new Float64Array(count);
  for (let row = 0; row < matrix.rows; row++) {
    for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at++) {
      const to = next[matrix.indices[at]!]!++;
      indices[to] = row;
      data[to] = matrix.data[at]!;
    }
  }
  return { kind: 'sparse', rows: matrix.columns, columns: matrix.rows, indptr, indices, data };
}
