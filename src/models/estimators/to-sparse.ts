import type { DenseMatrix, SparseMatrix } from './features.ts';

/** Gives a matrix as compressed sparse rows; cells that are 0 are left out. */
export function toSparse(matrix: DenseMatrix | SparseMatrix): SparseMatrix {
  if (matrix.kind === 'sparse') return matrix;
  const { rows, columns, data } = matrix;
  let count = 0;
  for (let at = 0; at < data.length; at++) if (data[at] !== 0) count++;
  const indptr = new Int32Array(rows + 1);
  const indices = new Int32Array(count);
  const values = new Float64Array(count);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      const value = data[row * columns + c]!;
      if (value === 0) continue;
      indices[to] = c;
      values[to++] = value;
    }
    indptr[row + 1] = to;
  }
  return { kind: 'sparse', rows, columns, indptr, indices, data: values };
}
