import { type Column, createDense, type DenseMatrix, type Features, type SparseMatrix, toDense } from './features.ts';
import { toSparse } from './to-sparse.ts';

/**
 * Puts the columns of several features of the same rows side by side: sparse where one of them is (unless `isSparse`
 * says no), a table where one holds cells of unlike types.
 */
export function stackColumns(parts: readonly Features[], rows: number, isSparse?: boolean): Features {
  if (parts.length === 1 && isSparse !== false) return parts[0]!;
  if (parts.some((part) => part.kind === 'texts' || part.kind === 'table')) return stackTables(parts, rows);
  if (isSparse ?? parts.some((part) => part.kind === 'sparse')) {
    return stackSparse(
      parts.map((part) => toSparse(part.kind === 'sparse' ? part : toDense(part))),
      rows,
    );
  }
  return stackDense(parts.map(toDense), rows);
}

function stackDense(parts: readonly DenseMatrix[], rows: number): DenseMatrix {
  const width = parts.reduce((sum, { columns }) => sum + columns, 0);
  const out = createDense(rows, width);
  let start = 0;
  for (const { columns, data } of parts) {
    for (let row = 0; row < rows; row++) {
      const from = row * columns;
      const to = row * width + start;
      for (let c = 0; c < columns; c++) out.data[to + c] = data[from + c]!;
    }
    start += columns;
  }
  return out;
}

function stackSparse(parts: readonly SparseMatrix[], rows: number): SparseMatrix {
  const width = parts.reduce((sum, { columns }) => sum + columns, 0);
  const count = parts.reduce((sum, { indptr }) => sum + indptr[rows]!, 0);
  const indptr = new Int32Array(rows + 1);
  const indices = new Int32Array(count);
  const data = new Float64Array(count);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    let start = 0;
    for (const part of parts) {
      for (let at = part.indptr[row]!; at < part.indptr[row + 1]!; at++) {
        indices[to] = start + part.indices[at]!;
        data[to++] = part.data[at]!;
      }
      start += part.columns;
    }
    indptr[row + 1] = to;
  }
  return { kind: 'sparse', rows, columns: width, indptr, indices, data };
}

function stackTables(parts: readonly Features[], rows: number): Features {
  return { kind: 'table', rows, columns: parts.flatMap(toColumns) };
}

/** The columns of any features. */
export function toColumns(features: Features): readonly Column[] {
  if (features.kind === 'table') return features.columns;
  if (features.kind === 'texts') return [{ name: undefined, values: features.values }];
  const { rows, columns, data } = toDense(features);
  return Array.from({ length: columns }, (_, c): Column => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = data[row * columns + c]!;
    return { name: undefined, values };
  });
}

/** Every number times a weight, as transformer_weights wants it. */
export function weigh(features: Features, weight: number): Features {
  if (weight === 1) return features;
  const x = features.kind === 'sparse' ? features : toDense(features);
  return { ...x, data: x.data.map((value) => value * weight) };
}
